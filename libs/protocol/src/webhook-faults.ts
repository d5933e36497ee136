/** Faults of webhooks and of their deliveries. Part of the table in faults.ts. */
export const WEBHOOK_FAULTS = {
  webhook_unknown: { status: 404, meaning: 'No webhook has this id, or none that the operator may see.' },
  delivery_unknown: { status: 404, meaning: 'The webhook has no such delivery, or no longer.' },
  webhook_disabled: { status: 409, meaning: 'Nothing is sent to the webhook while it is disabled; enable it first.' },
  webhook_address_refused: {
    status: 422,
    meaning:
      'The address of the webhook is not public, or not reached by TLS, and the setting WEBHOOK_NETWORKS does not allow it.',
  },
  webhook_timeout: { status: 504, meaning: 'The receiver of a webhook did not answer in time.' },
  webhook_unreachable: {
    status: 502,
    meaning:
      'The receiver of a webhook has no known name, takes no connection, has no certificate that is trusted, or hung up.',
  },
  webhook_refused: { status: 502, meaning: 'The receiver of a webhook answered that it did not take the message.' },
  webhook_redirected: {
    status: 502,
    meaning: 'The receiver of a webhook redirects; that is not followed. Change the address of the webhook.',
  },
  webhook_secret_unreadable: {
    status: 500,
    meaning: 'The secret of the webhook was sealed under another key ring; rotate it.',
  },
  webhook_not_tried: {
    status: 504,
    meaning: 'A message waited for about a day without its turn, because its webhook was disabled or failed.',
  },
} as const;
