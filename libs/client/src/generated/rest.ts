// Made by tools/write-rest-client.mjs from libs/client/openapi.json.

export interface paths {
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tokens that were made, newest first, those that ended too; never the tokens themselves.
         * @description Whoever administers projects sees those of these projects. Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["TokensController_list"];
        put?: never;
        /**
         * Make a token; it is shown once, and only its hash is kept; faults: user_unknown, project_unknown.
         * @description It allows no more than its maker and its owner may do: else forbidden.
         */
        post: operations["TokensController_issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of one token; fault: token_unknown. */
        get: operations["TokensController_show"];
        put?: never;
        post?: never;
        /**
         * Revoke a token, here at once and at other servers within a second; faults: token_unknown, token_last_admin.
         * @description Streams of events under it end; other requests that were let in are finished. Once more changes nothing.
         */
        delete: operations["TokensController_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token in the place of another, which goes on for the overlap; faults: token_unknown, token_ended.
         * @description It has the name, the roles and the project of the other. Both are in the list.
         */
        post: operations["TokensController_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People and service accounts, oldest first.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["UsersController_list"];
        put?: never;
        /**
         * Make a person or a service account; faults: user_exists, password_weak, user_of_service, project_unknown.
         * @description A person gets the given password, or sets one with the secret in the answer (POST /passwords), within a day. They may do no more than their maker: else forbidden.
         */
        post: operations["UsersController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One person or service account; fault: user_unknown. */
        get: operations["UsersController_show"];
        put?: never;
        post?: never;
        /**
         * Delete a user for good: their sessions end, and their tokens are revoked; fault: user_unknown.
         * @description Records keep the name.
         */
        delete: operations["UsersController_remove"];
        options?: never;
        head?: never;
        /**
         * Change how a user is called, or what they may do; faults: user_unknown, project_unknown.
         * @description It holds at once, for their sessions and tokens too; at other servers within a second.
         */
        patch: operations["UsersController_change"];
        trace?: never;
    };
    "/api/v1/users/{user}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a user: their sessions end, and their tokens are refused until they are enabled; fault: user_unknown.
         * @description Here at once, at other servers within a second; event streams end. Once more changes nothing.
         */
        post: operations["UsersController_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable a user again, with their tokens; fault: user_unknown. */
        post: operations["UsersController_enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a person’s password away; faults: user_unknown, user_of_service.
         * @description Their sessions end. With the secret in the answer they set another (POST /passwords), within a day.
         */
        post: operations["UsersController_resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a user a role that one has; faults: user_unknown, project_unknown.
         * @description Once more changes nothing.
         */
        post: operations["UsersController_give"];
        /**
         * Take a role from a user that one has oneself; fault: user_unknown.
         * @description Once more changes nothing.
         */
        delete: operations["UsersController_take"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sessions of a person, newest first; fault: user_unknown.
         * @description Those of others: with a role that allows user.read. Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["UserSessionsController_list"];
        put?: never;
        post?: never;
        /**
         * End all sessions of a person; fault: user_unknown.
         * @description Those of others: with a role that allows user.manage. Their tokens go on.
         */
        delete: operations["UserSessionsController_endAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one session of a person, here at once and at other servers within a second; fault: session_unknown.
         * @description That of another: with a role that allows user.manage. Once more changes nothing.
         */
        delete: operations["UserSessionsController_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who sends this request, what they may do, and until when. */
        get: operations["SessionController_show"];
        put?: never;
        /**
         * Sign in with name and password; faults: wrong_credentials, identity_locked, user_disabled, request_forged.
         * @description The answer sets a cookie that no script can read. A session that the browser had before ends. If the server is busy with passwords: overloaded.
         */
        post: operations["SessionController_start"];
        /** Sign out, here at once and at other servers within a second; fault: session_missing. */
        delete: operations["SessionController_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the own password; faults: wrong_credentials, identity_locked, password_weak, session_missing.
         * @description All other sessions of this person end. Their tokens go on.
         */
        post: operations["SessionController_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a password with the secret that an administrator handed over; faults: password_secret_invalid, password_weak, user_disabled, request_forged.
         * @description All sessions of this person end. Then sign in.
         */
        post: operations["SessionController_set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ways in which people can sign in here, and whether there is nobody yet who could. */
        get: operations["OidcController_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Begin to sign in at the identity provider; faults: oidc_disabled, oidc_unavailable.
         * @description For a browser to open. What is under way is in a cookie, for ten minutes; the one begun last holds.
         */
        get: operations["OidcController_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the identity provider sends the browser back; faults: oidc_disabled, oidc_state_invalid, oidc_state_expired, oidc_refused, oidc_token_invalid, oidc_unavailable, oidc_without_role, user_disabled.
         * @description The answer sets the cookie of a session, as signing in with a password does. Parameters that nobody knows are ignored here: identity providers add some.
         */
        get: operations["OidcController_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes and refused attempts, newest first; fault: project_unknown.
         * @description An entry is here once it has its place in the chain, half a second after it was written. Whoever administers projects sees the entries of these projects; refused attempts belong to no project. Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["AuditController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys by which an export is proved; keep them apart from the exports. */
        get: operations["AuditController_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log as it can be proved offline, oldest first.
         * @description One JSON object a line: {"type":"begin"} says after which entry it begins, {"type":"entry","hash","entry"} for each entry, {"type":"checkpoint","jws"} after the last entry of each batch, at last {"type":"end","jws"}, signed. An export without its last line is not whole. It goes on after the last entry of the one before, by `after`.
         */
        get: operations["AuditController_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live events (server-sent events), of one campaign or device or of all.
         * @description With the header Last-Event-ID the stream begins after that event, so nothing is missed between two connections.
         */
        get: operations["EventsController_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Past events, oldest first.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["EventsController_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The projects that the sender works in, by name.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["ProjectsController_list"];
        put?: never;
        /** Create a project. The same order once more changes nothing; fault: project_exists. */
        post: operations["ProjectsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project with its quotas and what it uses of them; fault: project_unknown. */
        get: operations["ProjectsController_show"];
        put?: never;
        post?: never;
        /**
         * Delete a project to which nothing belongs; faults: project_unknown, project_not_empty.
         * @description Its name is not used again, because events and the audit log carry it.
         */
        delete: operations["ProjectsController_delete"];
        options?: never;
        head?: never;
        /**
         * Change the title or the quotas of a project, how long it keeps its records, or whether its campaigns need an approval; fault: project_unknown.
         * @description What is missing stays as it is; `quotas` takes the place of all quotas, `keep` of all that it says. A quota may be below what is used: nothing is taken away, and nothing more can be added. What is kept shorter is removed within the hour; nothing is kept longer than the installation says, and the audit log as long as it says.
         */
        patch: operations["ProjectsController_change"];
        trace?: never;
    };
    "/api/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products, by name.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["ProductsController_list"];
        put?: never;
        /** Create a product. The same order once more changes nothing; faults: product_exists, part_unknown, project_unknown. */
        post: operations["ProductsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{product}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One product; fault: product_unknown. */
        get: operations["ProductsController_show"];
        put?: never;
        post?: never;
        /**
         * Delete a product that has no device, release or campaign; faults: product_unknown, product_not_empty.
         * @description Its name can be used again.
         */
        delete: operations["ProductsController_delete"];
        options?: never;
        head?: never;
        /**
         * Change the hardware revisions or the finish policy of a product; faults: product_unknown, hardware_in_use.
         * @description What is missing stays as it is. A revision that active devices have, or that available releases name, cannot be taken away.
         */
        patch: operations["ProductsController_change"];
        trace?: never;
    };
    "/api/v1/products/{product}/signing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say who may sign the releases of a product; faults: product_unknown, signing_policy_invalid, signing_key_unsupported, signing_key_private; of signatures signatures_missing, signing_policy_outdated, signature_algorithm, signature_invalid, signature_repeated, signing_key_unknown.
         * @description Where the product has team keys, as many of them as its releases need have to have signed the change (signatures). Holds for uploads from now on, and for the keys that devices are given when they are provisioned. Releases that are there stay; devices keep the keys that they have: nothing changes them in the field. `{"keys":[],"serverKey":true}` is how products begin.
         */
        post: operations["ProductsController_sign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{product}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a product with its releases, devices and campaigns to another project; faults: product_unknown, project_unknown, quota_exceeded, group_in_use.
         * @description What happened before stays in the log of the project that it leaves, and so do its groups, which lose the devices. A campaign that names groups must have its devices first, or be over.
         */
        post: operations["ProductsController_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{product}/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The product’s releases, newest first.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["ReleasesController_list"];
        put?: never;
        /**
         * Upload an image, or a signed package, as a new release; the same upload again gives the release that is there, with status 200.
         * @description Faults: product_unknown, release_exists, counter_too_low, image_empty, image_too_large, image_not_bootable, image_linked_elsewhere, image_mismatch, image_wrong_format, intel_hex_invalid, s_record_invalid, elf_foreign, elf_truncated, elf_invalid, elf_overlapping, elf_too_large, place_unknown, image_without_agent, release_unsigned, manifest_key_missing, upload_incomplete, quota_exceeded, storage_full, overloaded; of a package besides package_invalid, package_truncated, package_too_large, package_digest_mismatch, package_contradicts_image, package_mismatch, package_sections_unsupported, manifest_malformed, signature_algorithm, signature_invalid, signature_repeated, signatures_missing, signing_key_unknown. The server signs an image if it may (release_unsigned); a package stays as it was signed. Nothing is kept of a refused upload.
         */
        post: operations["ReleasesController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{product}/releases/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One release with its manifest; fault: release_unknown. */
        get: operations["ReleasesController_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the notes or the labels of a release; fault: release_unknown.
         * @description What is missing stays as it is. Devices are told neither.
         */
        patch: operations["ReleasesController_change"];
        trace?: never;
    };
    "/api/v1/products/{product}/releases/{version}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a release back, so that no campaign can bring it any more; faults: release_unknown, release_in_use. */
        post: operations["ReleasesController_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Provision devices, thousands at once.
         * @description One JSON object a line: {"id","product","hardware"}. The answer streams back while the request is read: first {"type":"keys",…} with the public keys and "mqttUrl", where devices connect (once more with "product" before the first device of a product that says who signs its releases: then that line counts for its devices), then for each line {"type":"device","id","deviceRoot","epoch"} or {"type":"fault","line","lines","id","code","detail"} ("lines": how many it stands for), at last {"type":"end","created","refused","faults"} with the refused lines by code. A root key is shown once and not stored; a request with the header Idempotency-Key may be sent again within a day and gets the same keys ("repeated": true) of the devices that it made, until they first connect.
         */
        post: operations["ProvisioningController_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/bulk/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the name, note, tags, attributes or hardware revision of many devices.
         * @description Each device is an order of its own: one that is refused does not affect the others, and the answer says of each, in the order of the request, what became of it. A device that is not in the caller’s projects is not there.
         */
        post: operations["DeviceBulkController_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/bulk/change-selected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the name, note, tags, attributes or hardware revision of the devices of a selection; fault: selection_invalid.
         * @description 500 devices at a time, by id: the answer says where to go on, also where the database stopped answering in the middle. Who is selected is looked at anew each time. Each device is an order of its own: one that is refused does not affect the others, and the answer says of each, in the order of the request, what became of it. A device that is not in the caller’s projects is not there.
         */
        post: operations["DeviceBulkController_changeSelected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/bulk/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Throw many devices out at once, until they are reactivated.
         * @description Each device is an order of its own: one that is refused does not affect the others, and the answer says of each, in the order of the request, what became of it. A device that is not in the caller’s projects is not there.
         */
        post: operations["DeviceBulkController_deactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/bulk/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let many deactivated devices in again.
         * @description Each device is an order of its own: one that is refused does not affect the others, and the answer says of each, in the order of the request, what became of it. A device that is not in the caller’s projects is not there.
         */
        post: operations["DeviceBulkController_reactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Devices by id, narrowed by any of the conditions.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["DevicesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/broker-passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Password file for a Mosquitto that admits the active devices, of one product or hardware where the query says so; no password can be read from it. */
        get: operations["DevicesController_brokerPasswords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A device with its banks and its health; fault: device_unknown. */
        get: operations["DevicesController_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the name, note, tags, attributes or hardware revision of a device; faults: device_unknown, attributes_full, hardware_unknown, device_in_campaign.
         * @description What is missing stays as it is. The hardware revision changes only while no campaign has an open job for the device.
         */
        patch: operations["DevicesController_change"];
        trace?: never;
    };
    "/api/v1/devices/{id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The device’s jobs, newest first.
         * @description Where `removed` is given, older ones may be missing; the last one is always there. Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["DevicesController_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to the device, oldest first.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["DevicesController_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Throw a device out at once, until it is reactivated; fault: device_unknown. */
        post: operations["DevicesController_deactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a deactivated device in again; faults: device_unknown, quota_exceeded, hardware_unknown.
         * @description Its root key is the one that it had: whoever knows that key is let in with it. A device that was opened, or whose key leaked, must stay deactivated.
         */
        post: operations["DevicesController_reactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/rekey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a device another root key, shown once; fault: device_unknown.
         * @description It comes from the newest master key, and is written into the device at the next manufacturing step. Until `oldUntil` the device signs in with either key; once it has with the new one, the old one is refused. Once more before that makes another new key, and never lets the old one be good for longer. Of a device that is active it needs a role that allows `device.rekey.active`, too; of a deactivated one `device.rekey` is enough.
         */
        post: operations["RekeyController_rekey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a deactivated device one of another product of its project, with another root key, shown once; faults: device_unknown, device_active, product_unknown, product_foreign, hardware_unknown, manifest_key_missing, conflict.
         * @description For a device that goes back to the bench and gets other firmware. The new root key comes from the newest master key, and the one before is good for nothing any more. Write it into the device together with `manifestKeys`, which check the releases of the new product. What the device has reported is forgotten; its name, tags, attributes and history stay. It stays deactivated until it is reactivated.
         */
        post: operations["MoveController_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a campaign would do if it were written down now: devices by wave, who is left out, bytes, time, rules.
         * @description It changes nothing. Refuses what POST /campaigns refuses, but for campaign_empty, which stands in the answer as `refusal`. Faults: product_unknown, release_unknown, release_withdrawn, device_unknown, campaign_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, and overloaded where two previews are being made, or one for the same token or person.
         */
        post: operations["PreviewController_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Campaigns, newest first.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["CampaignsController_list"];
        put?: never;
        /**
         * Write down a campaign; nothing happens before it is started.
         * @description Faults: product_unknown, release_unknown, release_withdrawn, device_unknown, campaign_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, campaign_empty, and overloaded where many campaigns are being written down, or two for the same token or person.
         */
        post: operations["CampaignsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A campaign with its counts; faults: campaign_unknown, overloaded.
         * @description Of a draft, all devices that it selects are looked at: `overloaded` where that is being done many times, or four times for the same token or person.
         */
        get: operations["CampaignsController_show"];
        put?: never;
        post?: never;
        /**
         * Delete a campaign that was not started; faults: campaign_unknown, campaign_transition.
         * @description Events and the audit log keep that it was there.
         */
        delete: operations["CampaignsController_delete"];
        options?: never;
        head?: never;
        /**
         * Write a campaign anew that was not started yet.
         * @description What is given replaces what the draft has, and is completed as in a new campaign; what is left out stays. Faults: campaign_unknown, campaign_transition, release_unknown, release_withdrawn, device_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, campaign_empty, overloaded.
         */
        patch: operations["CampaignsController_change"];
        trace?: never;
    };
    "/api/v1/campaigns/{id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A campaign’s jobs in its order; those of devices that were left out at the start come last.
         * @description Where `removed` is given, jobs are missing; the counts of the campaign have them all. Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["CampaignsController_listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start it: answers at once with the state starting, or scheduled if its start time has not come, and begins with the first wave when every device has been looked at; faults: campaign_transition, campaign_empty, devices_in_campaigns, release_withdrawn, image_unreadable, jobs_removed, approval_needed, plan_grown. */
        post: operations["CampaignsController_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a draft that others wrote, as it is at the revision that `If-Match` names, so that it can be started.
         * @description Only people approve, and nobody what they wrote. A change of the draft takes the approval away; so does a rejection. Faults: campaign_unknown, precondition_required, campaign_transition, approver_is_author, approver_not_person, plan_grown.
         */
        post: operations["CampaignsController_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a draft as it is at the revision that `If-Match` names, with a reason: it cannot be started before it is changed or approved.
         * @description Faults: campaign_unknown, precondition_required, campaign_transition.
         */
        post: operations["CampaignsController_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand out no more tickets; devices that have one go on. Fault: campaign_transition. */
        post: operations["CampaignsController_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on, and thereby accept the failures so far. Fault: campaign_transition. */
        post: operations["CampaignsController_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/open-gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the wave begin that waits at its gate. Fault: campaign_transition.
         * @description It names the wave, so that a repeated order opens no other gate; a gate that is open stays so.
         */
        post: operations["CampaignsController_openGate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it for good: open jobs are cancelled, devices asked to stop. Fault: campaign_transition. */
        post: operations["CampaignsController_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop it, and bring its devices back to what they ran before; faults: campaign_transition, jobs_removed.
         * @description Once no job is open, campaigns are made and started for that, with this one as their `origin`: for each release before, one that swaps where the other bank holds it, and one that downloads where it does not (docs/campaigns.md). Also for a campaign that is over. Repeating it changes nothing.
         */
        post: operations["CampaignsController_rollBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/devices/{device}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a device is in or out of a campaign, waits or has failed, and what would change it.
         * @description Faults: campaign_unknown, device_unknown.
         */
        get: operations["ExplanationsController_explanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/explanations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a device stands with its last campaigns, and with those of its product that are under way.
         * @description Newest first, at most 50. Fault: device_unknown.
         */
        get: operations["ExplanationsController_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every decision on a campaign with its reason, oldest first; fault: campaign_unknown.
         * @description What happened to single devices is in events/log. Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["ExplanationsController_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its jobs by state, for each fault, slice, site or version; faults: campaign_unknown, jobs_removed.
         * @description Counts every job, also those that were left out. Further faults: selection_invalid, and overloaded where two summaries are being made.
         */
        get: operations["SummaryController_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device’s share of a campaign, with its attempts; fault: not_found. */
        get: operations["JobsController_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep it from beginning until it is resumed; faults: not_found, job_transition.
         * @description Its campaign goes on without it, and does not end before it. A ticket that its device has not accepted is withdrawn. Not while the device is at work.
         */
        post: operations["JobsController_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a job go on that was paused; faults: not_found, job_transition. */
        post: operations["JobsController_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End it; faults: not_found, job_transition.
         * @description A device that has no ticket, or has not accepted it, never hears of it. One at work is asked to stop, and the job ends with what it reports; no further attempt follows.
         */
        post: operations["JobsController_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/force-quit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End it at once, without waiting for its device; faults: not_found, job_transition.
         * @description For devices that are gone. If the device comes back, it is asked to stop; what it says of the job does not count any more.
         */
        post: operations["JobsController_forceQuit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups, in the order in which they were made.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["GroupsController_list"];
        put?: never;
        /**
         * Make a group of devices; faults: project_unknown, quota_exceeded, group_exists, selection_invalid.
         * @description With a filter it is dynamic: those devices are in it that the filter selects at the moment. Without one it is static, and lists its devices. A project has at most 200.
         */
        post: operations["GroupsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One group; fault: group_unknown.
         * @description Its devices are `GET /devices?filter=group==NAME`.
         */
        get: operations["GroupsController_show"];
        put?: never;
        post?: never;
        /** Delete a group that nothing names; faults: group_unknown, group_in_use. */
        delete: operations["GroupsController_delete"];
        options?: never;
        head?: never;
        /**
         * Describe a group, or change the filter of a dynamic one; faults: group_unknown, group_static, group_in_use, selection_invalid.
         * @description A filter stays as it is while a campaign is being planned that names the group.
         */
        patch: operations["GroupsController_change"];
        trace?: never;
    };
    "/api/v1/groups/{id}/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add devices to a static group; faults: group_unknown, group_dynamic, device_unknown, quota_exceeded.
         * @description All of them or none; those that are in it already stay. A group lists at most 10000.
         */
        post: operations["GroupsController_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take devices out of a static group; faults: group_unknown, group_dynamic.
         * @description Those that are not in it are passed over.
         */
        post: operations["GroupsController_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many active devices ran which version at the end of each day or hour, as CSV or NDJSON.
         * @description From `from`, by default 30 days or 48 hours before `to`, up to `to`, by default now; at most 1000 steps. Devices are counted once an hour; single hours are known for 35 days. A stretch of time without a count is a row of the type unknown, which `limit` does not count. What a filter leaves out is not unknown. Each row is of the type count and has:
         *
         *     * `from`: when the step began
         *     * `to`: when it ended, or will end
         *     * `at`: when the devices were counted: the last time in this step
         *     * `project`: project of the product then
         *     * `product`: name of the product
         *     * `version`: version that ran; missing for devices that had never reported one; others for all beyond the 200 most frequent of a product
         *     * `devices`: active devices that ran it
         *
         *     The last line is of the type end, and counts the rows; or of the type more, with the cursor after which another request goes on (in CSV it is the third field). A report without such a line is not whole. Faults: selection_invalid, cursor_mismatched.
         */
        get: operations["ReportsController_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A campaign, job by job in its order, as CSV or NDJSON; fault: jobs_removed.
         * @description Each row is of the type job and has:
         *
         *     * `device`: id of the device
         *     * `job`: number of the job
         *     * `wave`: its wave, from 0; missing where the device was left out at the start
         *     * `state`: where the job stands
         *     * `outcome`: updated, not-updated, or open
         *     * `before`: version that ran before, if the device had reported it
         *     * `after`: version that runs since; missing where the update did not succeed
         *     * `attempts`: attempts begun
         *     * `firstOffered`: when the first attempt was offered
         *     * `offered`: when the last attempt was offered
         *     * `accepted`: when the server heard that the last attempt was accepted
         *     * `checked`: that the whole image was in the other bank, and right
         *     * `swapped`: that the release ran
         *     * `confirmed`: that it was confirmed
         *     * `ended`: when the job ended, by the server’s clock
         *     * `stage`: last stage that the device reported
         *     * `fault`: code of the fault, as docs/faults.md has it
         *     * `detail`: what the device or the server says of it
         *     * `eraseMs`: milliseconds of device time: erasing the other bank
         *     * `downloadMs`: downloading and writing
         *     * `checkMs`: checking what was written
         *     * `waitMs`: waiting for a slot
         *     * `mirrorMs`: from the confirmed swap until both banks were equal
         *     * `totalMs`: from the ticket to the end
         *     * `swapUs`: microseconds for which interrupts were off
         *     * `addedLatencyUs`: most microseconds by which the swap delayed an interrupt
         *     * `deadlinesMissed`: deadlines missed in the swap
         *     * `receipt`: proven or unproven; missing if no receipt came about the last attempt
         *     * `receiptFault`: why it is unproven
         *
         *     The last line is of the type end, and counts the rows; or of the type more, with the cursor after which another request goes on (in CSV it is the third field). A report without such a line is not whole. Faults: selection_invalid, cursor_mismatched.
         */
        get: operations["ReportsController_campaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a device, oldest first, as CSV or NDJSON.
         * @description From its events, its attempts and its receipts, as far back as they are kept; and, for whoever may read the audit log, refused attempts to change it. Each row is of the type entry and has:
         *
         *     * `at`: when
         *     * `kind`: what: the name of an event, or provisioned (the device was made known), attempt_began (it was offered a release), receipt_proven (its receipt about an attempt came, and holds), receipt_unproven (its receipt about an attempt came, and does not hold), refused (an attempt of somebody to change it was refused), last_report (what it last reported to run)
         *     * `campaign`: number of its campaign
         *     * `job`: number of its job
         *     * `attempt`: number of the attempt, from 1
         *     * `before`: version that ran before the job
         *     * `release`: version that the campaign brings; of last_report, the version that runs
         *     * `fault`: code of the fault
         *     * `actor`: name of who did or decided it
         *     * `reason`: why, as they said
         *     * `data`: further facts; in CSV as JSON
         *
         *     The last line is of the type end, and counts the rows; or of the type more, with the cursor after which another request goes on (in CSV it is the third field). A report without such a line is not whole. Faults: selection_invalid, cursor_mismatched.
         */
        get: operations["ReportsController_device"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/authenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** May this client connect? Client id and user name are both the device’s id. */
        post: operations["BrokerAuthController_authenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/broker/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** May this client publish or subscribe there? A device that was deactivated may not. */
        post: operations["BrokerAuthController_authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers. */
        get: operations["HealthController_live[0]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers. */
        get: operations["HealthController_live[1]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it does its work: database and broker answer, there is room on the disk, campaigns, reports and deliveries come forward. */
        get: operations["HealthController_ready[0]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it does its work: database and broker answer, there is room on the disk, campaigns, reports and deliveries come forward. */
        get: operations["HealthController_ready[1]"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server has done since it started. */
        get: operations["FiguresController_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/selections/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many devices a selection selects now, some of them, and what they run; fault: selection_invalid.
         * @description It changes nothing, and is a POST only because a selection may be longer than an address.
         */
        post: operations["SelectionsController_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Webhooks, in the order in which they were made; never their secrets.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["WebhooksController_list"];
        put?: never;
        /**
         * Make a webhook; its secret is shown once; faults: project_unknown, quota_exceeded, webhook_address_refused.
         * @description Events are posted to it as the specification Standard Webhooks says, signed with the secret; `webhooks` in this document has the messages.
         */
        post: operations["WebhooksController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook; fault: webhook_unknown. */
        get: operations["WebhooksController_show"];
        put?: never;
        post?: never;
        /** Delete a webhook with its deliveries; fault: webhook_unknown. */
        delete: operations["WebhooksController_delete"];
        options?: never;
        head?: never;
        /**
         * Change, enable or disable a webhook; faults: webhook_unknown, webhook_address_refused.
         * @description While it is disabled no events are kept for it. When it is enabled again, or has another address, what waits is sent at once, if it is not too old.
         */
        patch: operations["WebhooksController_change"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook another secret, shown once; fault: webhook_unknown.
         * @description During the overlap each message carries two signatures, so that the receiver can change when it likes.
         */
        post: operations["WebhooksController_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have an event sent that is a test and nothing else; faults: webhook_unknown, webhook_disabled. */
        post: operations["WebhooksController_try"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have all dead deliveries sent once more; faults: webhook_unknown, webhook_disabled.
         * @description The 10000 oldest at a time: once more sends the next ones.
         */
        post: operations["WebhooksController_replayAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was and is to be sent to a webhook, oldest first; fault: webhook_unknown.
         * @description Faults of filter and cursor: selection_invalid, cursor_mismatched.
         */
        get: operations["WebhooksController_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have one delivery sent once more; faults: webhook_unknown, delivery_unknown, webhook_disabled.
         * @description One that waits already stays as it is.
         */
        post: operations["WebhooksController_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    campaign_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign was written down. */
        post: operations["on_campaign_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign that was not started yet was written anew. */
        post: operations["on_campaign_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign that was never started was deleted. */
        post: operations["on_campaign_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_approved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody who did not write a campaign approved it as it is. */
        post: operations["on_campaign_approved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_rejected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody rejected a campaign as it is; the reason has why. */
        post: operations["on_campaign_rejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    approval_voided: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign that was approved was changed, so that it must be approved anew. */
        post: operations["on_approval_voided"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_starting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign was started; its devices are being looked at. */
        post: operations["on_campaign_starting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_scheduled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign was started; it begins by itself at its start time. */
        post: operations["on_campaign_scheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_started: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Every device was looked at: tickets go out. */
        post: operations["on_campaign_started"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_joined: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Devices that began to match a dynamic campaign got a job. */
        post: operations["on_campaign_joined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_paused: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign was paused, by somebody or by one of its rules. */
        post: operations["on_campaign_paused"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_resumed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A paused campaign was resumed; the failures so far are accepted. */
        post: operations["on_campaign_resumed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_stopping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign is being stopped: open jobs are cancelled. */
        post: operations["on_campaign_stopping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_stopped: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A campaign was stopped, and no job of it is open any more. */
        post: operations["on_campaign_stopped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_finished: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Every job of a campaign has ended. */
        post: operations["on_campaign_finished"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    campaign_rolling_back: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The devices of a campaign are to go back to what they ran before: it stops, and campaigns for that follow. */
        post: operations["on_campaign_rolling_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    gate_reached: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A wave was good enough; the next one waits for somebody to open its gate. */
        post: operations["on_gate_reached"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    gate_opened: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody opened the gate of a wave. */
        post: operations["on_gate_opened"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    rule_broken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A rule of a campaign was broken that does not pause or stop all of it. */
        post: operations["on_rule_broken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    control_worse: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** By a rule of a campaign, updated devices fare worse than those that were held back as control. */
        post: operations["on_control_worse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    rule_passed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The test of a rule says that the release is good; the rule is not judged any more there. */
        post: operations["on_rule_passed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    wave_advanced: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A wave was good enough, and the next one began. */
        post: operations["on_wave_advanced"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    attempt_failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An attempt failed; another one follows. */
        post: operations["on_attempt_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_soaking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device runs the release, and is watched before it counts. */
        post: operations["on_job_soaking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_succeeded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device runs the release. */
        post: operations["on_job_succeeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_failed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An update failed for good. */
        post: operations["on_job_failed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_rejected: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device refused, or would refuse, the release. */
        post: operations["on_job_rejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_cancelled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job was cancelled after its device had a ticket, or because its device was deactivated. */
        post: operations["on_job_cancelled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_ordered: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An operator paused or resumed a job, or had its device asked to stop. */
        post: operations["on_job_ordered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_timed_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device did not finish in time. */
        post: operations["on_job_timed_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    job_excluded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device was left out after the start, because it could not take the release. */
        post: operations["on_job_excluded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    product_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A product was made. */
        post: operations["on_product_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    product_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The hardware revisions of a product, or how its updates end, were changed. */
        post: operations["on_product_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    product_signing_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who may sign the releases of a product was changed. */
        post: operations["on_product_signing_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    product_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A product that had neither device nor release nor campaign was deleted. */
        post: operations["on_product_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    product_moved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A product was moved to another project: an event in each, which does not name the other. */
        post: operations["on_product_moved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    release_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A release was uploaded: an image, which the server signed, or a package that its team had signed. */
        post: operations["on_release_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    release_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The notes or the labels of a release were changed. */
        post: operations["on_release_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    release_withdrawn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A release was taken back. */
        post: operations["on_release_withdrawn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    devices_provisioned: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Devices were made known, and their root keys were shown. */
        post: operations["on_devices_provisioned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is written down about a device was changed, or its hardware revision. */
        post: operations["on_device_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_reactivated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device that was thrown out may connect again. */
        post: operations["on_device_reactivated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_deactivated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device was thrown out. */
        post: operations["on_device_deactivated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_rekeyed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device was given another root key, which was shown; it waits for the device to sign in with it. */
        post: operations["on_device_rekeyed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_key_taken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The root key that a device was given is the one in use; the one before is refused from now on. */
        post: operations["on_device_key_taken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_moved: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A deactivated device was made one of another product, with another root key, which was shown; the one before is good for nothing. */
        post: operations["on_device_moved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    device_fault: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A device, or whoever claims to be it, did something wrong: at most once a minute for each fault and origin. */
        post: operations["on_device_fault"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    clock_stepped: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The clock of a server’s machine was moved. */
        post: operations["on_clock_stepped"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    project_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A project was made. */
        post: operations["on_project_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    project_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The title or the quotas of a project were changed, how long it keeps its records, or whether its campaigns need an approval. */
        post: operations["on_project_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    project_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A project was deleted. */
        post: operations["on_project_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    token_issued: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token was made. */
        post: operations["on_token_issued"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    token_rotated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token was made in the place of another. */
        post: operations["on_token_rotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    token_revoked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A token was revoked. */
        post: operations["on_token_revoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    group_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A group of devices was made. */
        post: operations["on_group_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    group_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A group was described otherwise, or has another filter. */
        post: operations["on_group_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    group_devices_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Devices were added to a static group, or taken out of it. */
        post: operations["on_group_devices_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    group_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A group was deleted. */
        post: operations["on_group_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A webhook was made. */
        post: operations["on_webhook_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A webhook was changed, enabled or disabled. */
        post: operations["on_webhook_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A webhook was deleted. */
        post: operations["on_webhook_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_secret_rotated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A webhook has another secret. */
        post: operations["on_webhook_secret_rotated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_tested: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A webhook was sent a test. */
        post: operations["on_webhook_tested"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_replayed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Something was sent to a webhook once more. */
        post: operations["on_webhook_replayed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    webhook_disabled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The server disabled a webhook. */
        post: operations["on_webhook_disabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    user_created: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person or a service account was made known. */
        post: operations["on_user_created"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    user_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Name, address or roles of a user were changed. */
        post: operations["on_user_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    user_disabled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A user was disabled. */
        post: operations["on_user_disabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    user_enabled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A user was enabled again. */
        post: operations["on_user_enabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    user_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A user was deleted. */
        post: operations["on_user_deleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    password_changed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person has a new password. */
        post: operations["on_password_changed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A password ended; a new one can be set. */
        post: operations["on_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    session_started: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person signed in. */
        post: operations["on_session_started"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    session_ended: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The session of a browser was ended. */
        post: operations["on_session_ended"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        TokenRequest: {
            /**
             * @description Who will use it; appears in the log.
             * @example build-server
             */
            name: string;
            /**
             * @example [
             *       "releaser"
             *     ]
             */
            roles: ("viewer" | "operator" | "releaser" | "factory" | "approver" | "admin" | "installation-admin" | "auditor" | "broker")[];
            /** @description The one project that its roles are for. Without it: the only project that the sender administers, or else every project. */
            project?: string;
            /**
             * Format: int64
             * @description Days until it ends.
             * @example 90
             */
            days: number;
            /** @description The service account to which it belongs; without one it belongs to the person who makes it. It is good while its owner is, and allows no more than they may do. */
            owner?: string;
        };
        TokenAnswer: {
            /**
             * Format: uuid
             * @description By which it is revoked.
             */
            id: string;
            /**
             * Format: password
             * @description Begins with tbk_.
             * @example tbk_
             */
            token: string;
            /**
             * Format: date-time
             * @example 2027-01-01T00:00:00.000Z
             */
            expires: string;
        };
        TokenRecord: {
            /** Format: uuid */
            id: string;
            name: string;
            roles: ("viewer" | "operator" | "releaser" | "factory" | "approver" | "admin" | "installation-admin" | "auditor" | "broker")[];
            /** @description The one project that it is for; missing where it is for every project. */
            project?: string;
            /** @description The user to whom it belongs. */
            owner?: string;
            /** @enum {string} */
            state: "active" | "expired" | "revoked";
            /** @description Whether it is the one of this request. */
            current: boolean;
            /** Format: date-time */
            created: string;
            /** @description Name of the operator who ordered it; `server` for the one in the data folder. */
            createdBy: string;
            /** Format: date-time */
            expires: string;
            /**
             * Format: uuid
             * @description The token that it was made to take the place of.
             */
            replaces?: string;
            /**
             * Format: date-time
             * @description Up to a minute old.
             */
            lastUsed?: string;
            /** Format: date-time */
            revoked?: string;
            revokedBy?: string;
        };
        TokenRecordPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["TokenRecord"][];
        };
        RotationRequest: {
            /**
             * Format: int64
             * @description Days until the new one ends.
             * @example 90
             */
            days: number;
            /**
             * Format: int64
             * @description Seconds that the old one goes on, if it does not end before.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        GrantRequest: {
            /**
             * @example operator
             * @enum {string}
             */
            role: "viewer" | "operator" | "releaser" | "factory" | "approver" | "admin" | "installation-admin" | "auditor" | "broker";
            /** @description The project in which it holds; without one, everywhere. */
            project?: string;
        };
        UserRequest: {
            /**
             * @description Unique, in whatever case; never changes.
             * @example ann
             */
            name: string;
            /**
             * @description A person may sign in; a service account has only tokens.
             * @default person
             * @enum {string}
             */
            kind?: "person" | "service";
            /**
             * @description As people read it.
             * @example Ann Smith
             */
            displayName?: string;
            /**
             * Format: email
             * @example ann@example.org
             */
            email?: string;
            /** @description What the user may do; without it, nothing yet. */
            grants?: components["schemas"]["GrantRequest"][];
            /**
             * Format: password
             * @description Without one, the answer has a secret with which the person sets one.
             */
            password?: string;
        };
        GrantAnswer: {
            /** @enum {string} */
            role: "viewer" | "operator" | "releaser" | "factory" | "approver" | "admin" | "installation-admin" | "auditor" | "broker";
            /** @description The project in which it holds; missing where it holds everywhere. */
            project?: string;
        };
        UserCreatedAnswer: {
            name: string;
            /** @enum {string} */
            kind: "person" | "service";
            displayName: string;
            /** Format: email */
            email?: string;
            grants: components["schemas"]["GrantAnswer"][];
            /** @enum {string} */
            state: "active" | "disabled";
            /**
             * @description How the user signs in; none where no password was set yet.
             * @enum {string}
             */
            signsInBy: "password" | "oidc" | "none";
            /** @description The identity provider that knows the person. */
            issuer?: string;
            /**
             * Format: date-time
             * @description Until when a password can be set with the secret.
             */
            secretUntil?: string;
            /** Format: date-time */
            created: string;
            /** @description Name of the operator who ordered it. */
            createdBy: string;
            /** Format: date-time */
            lastSignIn?: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            /**
             * Format: password
             * @description With it a password is set, once. It is shown only here.
             * @example tbp_
             */
            passwordSecret?: string;
        };
        UserAnswer: {
            name: string;
            /** @enum {string} */
            kind: "person" | "service";
            displayName: string;
            /** Format: email */
            email?: string;
            grants: components["schemas"]["GrantAnswer"][];
            /** @enum {string} */
            state: "active" | "disabled";
            /**
             * @description How the user signs in; none where no password was set yet.
             * @enum {string}
             */
            signsInBy: "password" | "oidc" | "none";
            /** @description The identity provider that knows the person. */
            issuer?: string;
            /**
             * Format: date-time
             * @description Until when a password can be set with the secret.
             */
            secretUntil?: string;
            /** Format: date-time */
            created: string;
            /** @description Name of the operator who ordered it. */
            createdBy: string;
            /** Format: date-time */
            lastSignIn?: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        UserPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["UserAnswer"][];
        };
        UserChangeRequest: {
            displayName?: string;
            /**
             * Format: email
             * @description null removes it.
             */
            email?: string | null;
            /** @description All that the user may do from now on. */
            grants?: components["schemas"]["GrantRequest"][];
        };
        PasswordSecretAnswer: {
            /**
             * Format: password
             * @description With it a password is set, once. It is shown only here.
             * @example tbp_
             */
            passwordSecret: string;
            /** Format: date-time */
            expires: string;
        };
        UserDeletedAnswer: {
            name: string;
        };
        SessionRecord: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            method: "password" | "oidc";
            /** @description Address that it was begun from; behind a proxy that is not trusted, that of the proxy. */
            address: string;
            /** @description What the browser says it is. */
            agent: string;
            /** @description Whether it is the one of this request. */
            current: boolean;
            /** Format: date-time */
            created: string;
            /**
             * Format: date-time
             * @description Up to a minute old.
             */
            lastUsed: string;
            /** Format: date-time */
            expires: string;
        };
        SessionRecordPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["SessionRecord"][];
        };
        EndedAnswer: {
            /**
             * Format: int64
             * @description Sessions that had not ended before.
             */
            count: number;
        };
        SignInRequest: {
            /** @example ann */
            name: string;
            /** Format: password */
            password: string;
        };
        SessionAnswer: {
            /**
             * @description Name of the person, or of the token.
             * @example ann
             */
            name: string;
            /**
             * @description How the sender shows who they are.
             * @enum {string}
             */
            by: "session" | "token";
            /**
             * Format: uuid
             * @description Id of the session.
             */
            session?: string;
            /**
             * Format: uuid
             * @description Id of the token.
             */
            token?: string;
            /** @description The user to whom the token belongs. */
            owner?: string;
            grants: components["schemas"]["GrantAnswer"][];
            /**
             * Format: date-time
             * @description When it ends, however often it is used.
             */
            expires: string;
            /** @description To be sent in the header X-CSRF-Token with whatever changes something. */
            csrfToken?: string;
        };
        PasswordChangeRequest: {
            /**
             * Format: password
             * @description The one that holds now.
             */
            old: string;
            /**
             * Format: password
             * @description At least 12 characters.
             */
            password: string;
        };
        PasswordSetRequest: {
            /**
             * @description Begins with tbp_; good once.
             * @example tbp_
             */
            secret: string;
            /**
             * Format: password
             * @description At least 12 characters.
             */
            password: string;
        };
        PasswordSetAnswer: {
            /**
             * @description The name to sign in with.
             * @example ann
             */
            name: string;
        };
        SignInWay: {
            /** @enum {string} */
            method: "password" | "oidc";
            /**
             * @description As people read it.
             * @example Single sign-on
             */
            label: string;
            /**
             * @description Of password: where name and password are sent. Of oidc: the address that the browser opens.
             * @example /api/v1/session/oidc
             */
            address: string;
        };
        SignInWays: {
            ways: components["schemas"]["SignInWay"][];
            /**
             * @description There while no person exists, and missing from then on: the first one is made with an administrator’s token (`POST /users`), such as that of the first start.
             * @enum {boolean}
             */
            firstPerson?: true;
        };
        ActorAnswer: {
            /**
             * @description operator: whoever signed in or has the token; system: the server by itself; stranger: whoever was refused for want of a good token or session.
             * @enum {string}
             */
            kind: "operator" | "stranger" | "system";
            /**
             * @description Name of the person, of the token, or of the part of the server.
             * @example build-server
             */
            name: string;
            /**
             * Format: uuid
             * @description Id of the token; tokens of the first servers have none.
             */
            token?: string;
            /**
             * Format: uuid
             * @description Id of the session of a browser.
             */
            session?: string;
            /** @description Name of the user to whom the token belongs. */
            owner?: string;
            /** @description Address that the request came from; behind a proxy that is not trusted, that of the proxy. */
            address?: string;
            /** @description Id of the request, as in the log and in the header x-request-id. */
            request?: string;
            /** @description Why, as the header Twinbank-Reason said it. */
            reason?: string;
        };
        AuditEntryAnswer: {
            /**
             * Format: int64
             * @description Its place in the chain, from 1 without gaps.
             */
            sequence: number;
            /**
             * Format: date-time
             * @description When it was done, by the clock of the server that did it.
             */
            at: string;
            /** @description Who; missing where nobody knows. */
            actor?: components["schemas"]["ActorAnswer"];
            /**
             * @description The kind of the event that the change left; of a refused attempt, method and route.
             * @example campaign_paused
             */
            action: string;
            /**
             * @description Its address below /api/v1.
             * @example campaigns/12
             */
            object: string;
            /** @enum {string} */
            outcome: "done" | "refused";
            /**
             * @description Code of the fault by which it was refused.
             * @example forbidden
             */
            code?: string;
            /**
             * Format: int64
             * @description How many refusals this entry stands for, where it is not one.
             */
            count?: number;
            /** @description Project that it happened in; missing for what belongs to none, and for refused attempts. */
            project?: string;
            /** @description Why, as the header Twinbank-Reason said it. */
            reason?: string;
            /** @description Values before the change. */
            before?: {
                [key: string]: unknown;
            };
            /** @description Values after it. */
            after?: {
                [key: string]: unknown;
            };
            /** @description SHA-256 over this entry and the hash of the one before it. */
            hash: string;
        };
        AuditPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["AuditEntryAnswer"][];
        };
        PublicKeyAnswer: {
            /** @enum {string} */
            kty: "OKP";
            /** @enum {string} */
            crv: "Ed25519";
            x: string;
            kid: string;
        };
        AuditKeys: {
            keys: components["schemas"]["PublicKeyAnswer"][];
        };
        EventAnswer: {
            /**
             * Format: int64
             * @description Missing for passing progress, which is not kept.
             */
            id?: number;
            /** Format: date-time */
            at: string;
            /** @example campaign_started */
            kind: string;
            /** Format: int64 */
            campaign?: number;
            /** Format: int64 */
            job?: number;
            device?: string;
            /** @description Project that it happened in; missing for what belongs to none. */
            project?: string;
            /** @description Who did or decided it; missing for what was written before this was kept, and for passing progress. */
            actor?: components["schemas"]["ActorAnswer"];
            /** @description Reason and facts. */
            data: {
                [key: string]: unknown;
            };
        };
        EventPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["EventAnswer"][];
        };
        ProjectRequest: {
            /**
             * @description Never changes; tokens and products name it.
             * @example motors
             */
            name: string;
            /**
             * @default
             * @example Motors and pumps
             */
            title?: string;
        };
        QuotasAnswer: {
            /**
             * Format: int64
             * @description Most active devices.
             */
            devices?: number;
            /**
             * Format: int64
             * @description Most bytes of stored images.
             */
            storageBytes?: number;
            /**
             * Format: int64
             * @description Most requests per minute to one server.
             */
            requestsPerMinute?: number;
        };
        KeepAnswer: {
            /**
             * Format: int64
             * @description Days that events are kept.
             */
            eventsDays?: number;
            /**
             * Format: int64
             * @description Most events that are kept.
             */
            events?: number;
            /**
             * Format: int64
             * @description Days that jobs are kept after the end of their campaign.
             */
            jobsDays?: number;
        };
        ProjectAnswer: {
            /** @example motors */
            name: string;
            /** @example Motors and pumps */
            title: string;
            quotas: components["schemas"]["QuotasAnswer"];
            keep: components["schemas"]["KeepAnswer"];
            /** @description Whether its campaigns need an approval before they are started. */
            campaignsNeedApproval: boolean;
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        ProjectList: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["ProjectAnswer"][];
        };
        UsageAnswer: {
            /**
             * Format: int64
             * @description Active devices.
             */
            devices: number;
            /**
             * Format: int64
             * @description Bytes of stored images, those of withdrawn releases too.
             */
            storageBytes: number;
            /**
             * Format: int64
             * @description Requests of the last minute to this server; counted only where they are limited.
             */
            requestsPerMinute: number;
        };
        ProjectDetail: {
            /** @example motors */
            name: string;
            /** @example Motors and pumps */
            title: string;
            quotas: components["schemas"]["QuotasAnswer"];
            keep: components["schemas"]["KeepAnswer"];
            /** @description Whether its campaigns need an approval before they are started. */
            campaignsNeedApproval: boolean;
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            used: components["schemas"]["UsageAnswer"];
        };
        QuotasRequest: {
            /** @description Most active devices. */
            devices?: number;
            /** @description Most bytes of stored images, those of withdrawn releases too. */
            storageBytes?: number;
            /** @description Most requests per minute to one server, sent by those who work in this project only. */
            requestsPerMinute?: number;
        };
        KeepRequest: {
            /**
             * @description Days that events are kept.
             * @example 90
             */
            eventsDays?: number;
            /** @description Most events that are kept: the newest ones. */
            events?: number;
            /** @description Days that jobs are kept after the end of their campaign. */
            jobsDays?: number;
        };
        ProjectChangeRequest: {
            /** @example Motors and pumps */
            title?: string;
            /** @description Takes the place of all quotas that are set. */
            quotas?: components["schemas"]["QuotasRequest"];
            /** @description How long the project keeps its records, where that is shorter than the settings of the installation; takes the place of all that is set. */
            keep?: components["schemas"]["KeepRequest"];
            /** @description Whether campaigns of the project must be approved by somebody who did not write them before they are started; it counts for drafts that exist, too (docs/campaigns.md). */
            campaignsNeedApproval?: boolean;
        };
        ProductRequest: {
            /** @example motor-g4 */
            name: string;
            /**
             * @description The project that it belongs to. Without it: the only one that the operator works in, or else `default`.
             * @example default
             */
            project?: string;
            /**
             * @example STM32G484
             * @enum {string}
             */
            part: "STM32L073" | "STM32L083" | "STM32L476" | "STM32L486" | "STM32G474" | "STM32G484";
            /**
             * @description Hardware revisions that exist.
             * @example [
             *       "A"
             *     ]
             */
            hardware: string[];
            /**
             * @description How its updates end unless the campaign says otherwise.
             * @default mirror
             * @enum {string}
             */
            finishPolicy?: "mirror" | "keep-previous";
            /**
             * @description Whether its devices may take releases that are not encrypted: the only way for parts without AES.
             * @default false
             */
            allowUnencrypted?: boolean;
            /**
             * @description Whose update agent is in its images: `twinbank` (each image says so by its descriptor; the default), or the product’s `own`, which nobody can check.
             * @enum {string}
             */
            agent?: "twinbank" | "own";
        };
        TeamKeyAnswer: {
            /** @example release-2026 */
            name: string;
            jwk: components["schemas"]["PublicKeyAnswer"];
        };
        SigningAnswer: {
            keys: components["schemas"]["TeamKeyAnswer"][];
            /**
             * Format: int64
             * @description How many of them a package needs.
             */
            threshold: number;
            /** @description Whether the server may sign images. */
            serverKey: boolean;
            /**
             * Format: int64
             * @description How often it was changed; the next policy is signed with the number after it.
             */
            sequence: number;
        };
        ProductAnswer: {
            name: string;
            /**
             * @description The project that it belongs to.
             * @example default
             */
            project: string;
            /** @enum {string} */
            part: "STM32L073" | "STM32L083" | "STM32L476" | "STM32L486" | "STM32G474" | "STM32G484";
            /**
             * Format: int64
             * @description Bytes in one bank of the part.
             */
            bankBytes: number;
            /**
             * Format: int64
             * @description Bytes of the longest image: a bank without the pages of the agent’s journal.
             */
            imageBytesMax: number;
            hardware: string[];
            /** @enum {string} */
            finishPolicy: "mirror" | "keep-previous";
            allowUnencrypted: boolean;
            /** @enum {string} */
            agent: "twinbank" | "own";
            /** @description Who may sign its releases. */
            signing: components["schemas"]["SigningAnswer"];
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        ProductList: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["ProductAnswer"][];
        };
        ProductChangeRequest: {
            /**
             * @description All hardware revisions that exist from now on. One that is in use cannot go.
             * @example [
             *       "A",
             *       "B"
             *     ]
             */
            hardware?: string[];
            /**
             * @description How updates end from now on unless the campaign says otherwise; campaigns that exist keep theirs.
             * @enum {string}
             */
            finishPolicy?: "mirror" | "keep-previous";
        };
        TeamKeyRequest: {
            /**
             * @description What people call it; no two of a product have one name.
             * @example release-2026
             */
            name: string;
            /**
             * @description Ed25519 public key as JWK (RFC 8037): the only kind that devices check. `kid`, if given, is its thumbprint (RFC 7638). A private key is refused (signing_key_private).
             * @example {
             *       "kty": "OKP",
             *       "crv": "Ed25519",
             *       "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
             *     }
             */
            jwk: {
                [key: string]: unknown;
            };
        };
        PolicySignatureRequest: {
            /**
             * @description The protected header, in base64url: EdDSA, the id of the key, and the type twinbank-signing+jws.
             * @example eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiIsInR5cCI6InR3aW5iYW5rLXNpZ25pbmcrandzIn0
             */
            protected: string;
            /** @description 64 bytes in base64url. */
            signature: string;
        };
        SigningChange: {
            /** @description The keys of the team; all of them. */
            keys: components["schemas"]["TeamKeyRequest"][];
            /**
             * Format: int64
             * @description How many different keys of these a package needs. Only the server counts: a device checks one signature.
             * @default 1
             */
            threshold?: number;
            /** @description Whether the server may sign images that are uploaded without a signature. */
            serverKey: boolean;
            /**
             * @description The product for which it was signed: this one.
             * @example motor-g4
             */
            product?: string;
            /**
             * Format: int64
             * @description The number that it was signed with: one more than that of the policy that holds (signing_policy_outdated).
             */
            sequence?: number;
            /** @description By the team keys that hold, as many as its threshold says. Needed where there are team keys, unless nothing changes. docs/keys.md says what is signed. */
            signatures?: components["schemas"]["PolicySignatureRequest"][];
        };
        ProductMove: {
            /**
             * @description The project that it will belong to.
             * @example motors
             */
            project: string;
        };
        ReleaseForm: {
            /** @description Repeats the product of the address; a tag against mistakes. */
            product?: string;
            /**
             * @description Semantic version.
             * @example 1.1.0
             */
            version: string;
            /**
             * Format: int64
             * @description Security counter: devices take none below their own.
             * @example 2
             */
            counter: number;
            /** @description Hardware revisions that may take it; the field may be repeated. Without it, all of the product. */
            hardware?: string[];
            /**
             * Format: int64
             * @default 4096
             * @enum {integer}
             */
            blockSize?: 1024 | 2048 | 4096 | 8192 | 16384;
            /**
             * @description Where the image says its version as text, which must be that of the upload: a symbol (`file.c:name` for a static) or section of an ELF file, or a range of addresses (`0x08000400+16`).
             * @example firmware_version
             */
            versionAt?: string;
            /**
             * Format: binary
             * @description The .bin file: the bytes of one bank, linked at 0x08000000; or an Intel HEX, S-record or ELF file of them.
             */
            image: Blob;
        };
        ImageAnswer: {
            /**
             * Format: int64
             * @description Bytes: the file, filled up with FF to a multiple of 64.
             */
            length: number;
            /** @description SHA-256, hex: what devices report of a bank that holds it. */
            sha256: string;
        };
        FileAnswer: {
            /**
             * Format: int64
             * @description Bytes.
             */
            length: number;
            /** @description What `sha256sum` says of the file, hex. */
            sha256: string;
        };
        FindingAnswer: {
            /** @enum {string} */
            code: "no_descriptor" | "no_swap_section" | "gaps_filled" | "elf_build_id" | "elf_toolchain" | "elf_debug_info" | "elf_no_debug_info" | "version_found" | "handler_in_ram";
            detail: string;
        };
        SectionAnswer: {
            /** @enum {string} */
            type: "code" | "config" | "ram-init" | "ram-code" | "companion";
            /**
             * Format: int64
             * @description First byte in the stream.
             */
            offset: number;
            /**
             * Format: int64
             * @description Bytes.
             */
            length: number;
            /**
             * Format: int64
             * @description Where the device puts it.
             */
            address: number;
            sha256: string;
            /**
             * Format: int64
             * @description As ST’s unit sums it.
             */
            crc32: number;
            /** @description The chip that a `companion` is for. */
            target?: string;
        };
        SwapSectionAnswer: {
            /** Format: int64 */
            offset: number;
            /** Format: int64 */
            length: number;
            sha256: string;
        };
        ManifestAnswer: {
            /**
             * Format: int64
             * @enum {integer}
             */
            format: 1;
            product: string;
            version: string;
            /** Format: int64 */
            counter: number;
            parts: ("STM32L073" | "STM32L083" | "STM32L476" | "STM32L486" | "STM32G474" | "STM32G484")[];
            hardware: string[];
            /**
             * Format: int64
             * @description Bytes of a block; the last may be shorter.
             */
            blockSize: number;
            /** Format: int64 */
            streamLength: number;
            streamDigest: string;
            /**
             * Format: int64
             * @description Random bytes at the start of the stream, which the device drops.
             */
            saltLength: number;
            /** @description SHA-256 of each block, one after the other, base64url. */
            blocks: string;
            /** @description The code comes first. */
            sections: components["schemas"]["SectionAnswer"][];
            swapSection?: components["schemas"]["SwapSectionAnswer"];
            /**
             * Format: int64
             * @description Version of the RAM layout.
             */
            ramLayout?: number;
            /**
             * Format: int64
             * @description Address of the code that runs once after the update.
             */
            postUpdateEntry?: number;
            /** Format: date-time */
            created: string;
        };
        ReleaseDetail: {
            product: string;
            version: string;
            /** Format: int64 */
            counter: number;
            /** @enum {string} */
            state: "available" | "withdrawn";
            hardware: string[];
            image: components["schemas"]["ImageAnswer"];
            /** @description Not known of releases from before it was kept. */
            file?: components["schemas"]["FileAnswer"];
            /** @description What inspection said of the image; not known of releases from before it was kept. */
            findings?: components["schemas"]["FindingAnswer"][];
            /** @description How it can be swapped in: `live` needs a swap section. */
            modes: ("live" | "reset")[];
            /**
             * Format: int64
             * @description Version of the RAM layout, by the descriptor.
             */
            ramLayout?: number;
            parts: ("STM32L073" | "STM32L083" | "STM32L476" | "STM32L486" | "STM32G474" | "STM32G484")[];
            /** Format: int64 */
            blockSize: number;
            /** Format: int64 */
            blocks: number;
            /**
             * Format: int64
             * @description Bytes that are sent: the salt and all sections.
             */
            streamLength: number;
            /** @description SHA-256, hex, of the signed manifest: what tickets name. */
            manifestDigest: string;
            /** @description What is new, for people. */
            notes?: string;
            labels: string[];
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            /** @description Compact JWS (EdDSA), as devices get it. */
            manifestJws: string;
            /** @description Its payload. */
            manifest: components["schemas"]["ManifestAnswer"];
        };
        ReleaseAnswer: {
            product: string;
            version: string;
            /** Format: int64 */
            counter: number;
            /** @enum {string} */
            state: "available" | "withdrawn";
            hardware: string[];
            image: components["schemas"]["ImageAnswer"];
            /** @description Not known of releases from before it was kept. */
            file?: components["schemas"]["FileAnswer"];
            /** @description What inspection said of the image; not known of releases from before it was kept. */
            findings?: components["schemas"]["FindingAnswer"][];
            /** @description How it can be swapped in: `live` needs a swap section. */
            modes: ("live" | "reset")[];
            /**
             * Format: int64
             * @description Version of the RAM layout, by the descriptor.
             */
            ramLayout?: number;
            parts: ("STM32L073" | "STM32L083" | "STM32L476" | "STM32L486" | "STM32G474" | "STM32G484")[];
            /** Format: int64 */
            blockSize: number;
            /** Format: int64 */
            blocks: number;
            /**
             * Format: int64
             * @description Bytes that are sent: the salt and all sections.
             */
            streamLength: number;
            /** @description SHA-256, hex, of the signed manifest: what tickets name. */
            manifestDigest: string;
            /** @description What is new, for people. */
            notes?: string;
            labels: string[];
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        ReleasePage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["ReleaseAnswer"][];
        };
        ReleaseChangeRequest: {
            /** @description What is new, for people; null removes it. */
            notes?: string | null;
            /**
             * @description All labels that it has from now on.
             * @example [
             *       "stable"
             *     ]
             */
            labels?: string[];
        };
        BulkDevice: {
            /** @example m-0001 */
            id: string;
            /**
             * @description Do it only if the device is at this revision; if not, it alone is refused by precondition_failed.
             * @example mb2x0k1c.3
             */
            revision?: string;
        };
        DeviceChangeRequest: {
            /**
             * @description null removes it.
             * @example Hall 3, left
             */
            name?: string | null;
            /** @description Free text; null removes it. */
            note?: string | null;
            /**
             * @description All tags that it has from now on.
             * @example [
             *       "pilot"
             *     ]
             */
            tags?: string[];
            /**
             * @description Attributes to set, each a text, a number or a boolean, or null to remove it; the others stay. site, gateway and timeZone (a name of the IANA tz database) are texts.
             * @example {
             *       "site": "hamburg",
             *       "timeZone": "Europe/Berlin",
             *       "voltage": 24,
             *       "spare": null
             *     }
             */
            attributes?: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * @description Its hardware revision, as after a repair; one that the product has.
             * @example B
             */
            hardware?: string;
        };
        BulkChangeRequest: {
            /** @description Each device once. */
            devices: components["schemas"]["BulkDevice"][];
            /** @description What is missing stays as it is. */
            change: components["schemas"]["DeviceChangeRequest"];
        };
        BulkItemAnswer: {
            id: string;
            /**
             * Format: int64
             * @description The status that the order would have had for this device alone.
             * @example 200
             */
            status: number;
            /** @description The revision that it has now, where the order was carried out or came too late. */
            revision?: string;
            /**
             * @description Why not, as in docs/faults.md.
             * @example device_unknown
             */
            code?: string;
            detail?: string;
        };
        BulkAnswer: {
            /**
             * Format: int64
             * @description Devices for which it was carried out, or was so already.
             */
            done: number;
            /** Format: int64 */
            refused: number;
            /** @description In the order of the request. */
            items: components["schemas"]["BulkItemAnswer"][];
        };
        BulkSelectedChangeRequest: {
            /**
             * @description Which devices: a selection in RSQL (docs/selection.md), by the fields of `GET /devices`.
             * @example tags==canary;attr.site==hamburg
             */
            filter: string;
            /**
             * @description The `next` of the answer before: devices after this id.
             * @example m-0500
             */
            after?: string;
            /** @description What is missing stays as it is. */
            change: components["schemas"]["DeviceChangeRequest"];
        };
        BulkSelectedAnswer: {
            /**
             * Format: int64
             * @description Devices for which it was carried out, or was so already.
             */
            done: number;
            /** Format: int64 */
            refused: number;
            /** @description In the order of the request. */
            items: components["schemas"]["BulkItemAnswer"][];
            /**
             * @description There are more devices: send the order again with this as `after`. Missing on the last one.
             * @example m-0500
             */
            next?: string;
        };
        BulkDevicesRequest: {
            /** @description Each device once. */
            devices: components["schemas"]["BulkDevice"][];
        };
        NextKeyAnswer: {
            /**
             * Format: int64
             * @description Epoch of the master key that it comes from.
             */
            epoch: number;
            /**
             * Format: int64
             * @description How often the device was re-keyed before it.
             */
            generation: number;
            /**
             * Format: date-time
             * @description From when on the key in use is refused.
             */
            oldUntil: string;
        };
        RunningAnswer: {
            /**
             * Format: int64
             * @enum {integer}
             */
            bank: 1 | 2;
            version: string;
            /** @description SHA-256, hex, of the code. */
            digest: string;
            /** @description Whether it passed its self-test. */
            confirmed: boolean;
        };
        RefusalAnswer: {
            /** @example token_expired */
            code: string;
            /** @description Where it came from; not known of a broker outside. */
            address?: string;
            /** Format: date-time */
            at: string;
        };
        DeviceAnswer: {
            id: string;
            product: string;
            hardware: string;
            /** @description The name that operators gave it. */
            name?: string;
            note?: string;
            tags: string[];
            /**
             * @description Attributes that operators gave it, by their names.
             * @example {
             *       "site": "hamburg",
             *       "timeZone": "Europe/Berlin",
             *       "voltage": 24
             *     }
             */
            attributes: {
                [key: string]: string | number | boolean;
            };
            /**
             * @description Attributes that it reported itself, by their names.
             * @example {
             *       "line": 3,
             *       "board": "rev-c"
             *     }
             */
            reported: {
                [key: string]: string | number | boolean;
            };
            /** @enum {string} */
            state: "active" | "inactive";
            online: boolean;
            /**
             * Format: int64
             * @description Epoch of the master key that its root key comes from.
             */
            epoch: number;
            /**
             * Format: int64
             * @description How often it was re-keyed before the root key that it uses.
             */
            generation: number;
            /** @description The root key that waits for its first sign-in. */
            nextKey?: components["schemas"]["NextKeyAnswer"];
            running?: components["schemas"]["RunningAnswer"];
            /**
             * Format: int64
             * @description Security counter.
             */
            counter?: number;
            /** Format: date-time */
            lastSeen?: string;
            /** @description The last connection in its name that was refused. */
            lastRefusal?: components["schemas"]["RefusalAnswer"];
            /**
             * Format: date-time
             * @description When two devices last seemed to have this identity: their connections ended each other again and again.
             */
            identityContested?: string;
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        DevicePage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["DeviceAnswer"][];
        };
        BankAnswer: {
            /**
             * Format: int64
             * @enum {integer}
             */
            bank: 1 | 2;
            /**
             * @description `valid`: holds a whole image whose digest was checked.
             * @enum {string}
             */
            state: "empty" | "partial" | "valid" | "invalid";
            /** @description Version of the image in it, where it is valid. */
            version?: string;
            /** @description SHA-256, hex, of the code, where it is valid. */
            digest?: string;
        };
        StatusAnswer: {
            product: string;
            /** @enum {string} */
            part: "STM32L073" | "STM32L083" | "STM32L476" | "STM32L486" | "STM32G474" | "STM32G484";
            hardware: string;
            banks: components["schemas"]["BankAnswer"][];
            /**
             * Format: int64
             * @description The bank that runs.
             * @enum {integer}
             */
            active: 1 | 2;
            /**
             * Format: int64
             * @description UFB/FB_MODE as read from the register.
             * @enum {integer}
             */
            fbMode: 0 | 1;
            /**
             * Format: int64
             * @description BFB2 as read from the register.
             * @enum {integer}
             */
            bfb2: 0 | 1;
            /** @description Whether the running image passed its self-test. */
            confirmed: boolean;
            /**
             * Format: int64
             * @description Security counter in its memory.
             */
            counter: number;
            /**
             * @description Why it last started.
             * @enum {string}
             */
            reset: "power-on" | "software" | "watchdog" | "option-bytes" | "pin";
            /** @description False where the option bytes join both banks into one. */
            dualBank?: boolean;
            /** @description False where the boot ROM cannot start bank 2. */
            bootsBank2?: boolean;
            /**
             * Format: int64
             * @description Sequence number of the last ticket that it took.
             */
            ticketSequence?: number;
            /** @description What its agent understands in a ticket beside what every agent does. */
            understands?: ("download-only" | "postpone")[];
        };
        HealthAnswer: {
            /**
             * Format: date-time
             * @description When the server got the report.
             */
            at: string;
            /** @description SHA-256, hex, of the code that was counted. All counts are of this image alone; another one may run by now. */
            digest?: string;
            /**
             * @description Version of the image that was counted.
             * @example 1.1.0
             */
            version?: string;
            /**
             * Format: int64
             * @description For how long this image has been counted, milliseconds of device time.
             */
            countedMs?: number;
            /**
             * @description Starts by their cause; a cause that is missing never happened.
             * @example {
             *       "power-on": 1,
             *       "watchdog": 3
             *     }
             */
            boots: {
                [key: string]: number;
            };
            /** @description Resets by any watchdog, inside or outside the chip. */
            watchdogResets: number;
            /** @description Runs of tasks that ended after their deadline. */
            missedDeadlines?: number;
            /**
             * @description Numbers that its application chose.
             * @example {
             *       "motorTemperature": 61.5,
             *       "retries": 4
             *     }
             */
            numbers: {
                [key: string]: number;
            };
        };
        DeviceDetail: {
            id: string;
            product: string;
            hardware: string;
            /** @description The name that operators gave it. */
            name?: string;
            note?: string;
            tags: string[];
            /**
             * @description Attributes that operators gave it, by their names.
             * @example {
             *       "site": "hamburg",
             *       "timeZone": "Europe/Berlin",
             *       "voltage": 24
             *     }
             */
            attributes: {
                [key: string]: string | number | boolean;
            };
            /**
             * @description Attributes that it reported itself, by their names.
             * @example {
             *       "line": 3,
             *       "board": "rev-c"
             *     }
             */
            reported: {
                [key: string]: string | number | boolean;
            };
            /** @enum {string} */
            state: "active" | "inactive";
            online: boolean;
            /**
             * Format: int64
             * @description Epoch of the master key that its root key comes from.
             */
            epoch: number;
            /**
             * Format: int64
             * @description How often it was re-keyed before the root key that it uses.
             */
            generation: number;
            /** @description The root key that waits for its first sign-in. */
            nextKey?: components["schemas"]["NextKeyAnswer"];
            running?: components["schemas"]["RunningAnswer"];
            /**
             * Format: int64
             * @description Security counter.
             */
            counter?: number;
            /** Format: date-time */
            lastSeen?: string;
            /** @description The last connection in its name that was refused. */
            lastRefusal?: components["schemas"]["RefusalAnswer"];
            /**
             * Format: date-time
             * @description When two devices last seemed to have this identity: their connections ended each other again and again.
             */
            identityContested?: string;
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            status?: components["schemas"]["StatusAnswer"];
            /** @description How it fares, by its last report of that; missing for a device that never sent one. */
            health?: components["schemas"]["HealthAnswer"];
        };
        SwapAnswer: {
            /**
             * Format: double
             * @description When the slot began, since the device started.
             */
            slotStartUs: number;
            /** Format: double */
            slotLengthUs: number;
            /**
             * Format: double
             * @description How long interrupts were off.
             */
            swapUs: number;
            /**
             * Format: double
             * @description Most that any interrupt was delayed by it.
             */
            addedLatencyUs: number;
            /** Format: int64 */
            deadlinesMissed: number;
        };
        TimingsAnswer: {
            /** Format: double */
            eraseMs?: number;
            /** Format: double */
            downloadMs?: number;
            /** Format: double */
            checkMs?: number;
            /** Format: double */
            waitMs?: number;
            /** Format: double */
            mirrorMs?: number;
            /** Format: double */
            totalMs?: number;
        };
        JobAnswer: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            campaign: number;
            device: string;
            /**
             * Format: int64
             * @description From 0. While the campaign is planned, the one in which the job is to be expected, or missing; missing also where the device was left out at the start.
             */
            wave?: number;
            /** @description The place that its device shares with others, where the campaign is spread over places. */
            place?: string;
            /** @enum {string} */
            state: "waiting" | "held" | "offered" | "running" | "backoff" | "soaking" | "succeeded" | "failed" | "rejected" | "cancelled" | "timed_out" | "excluded";
            /**
             * @description Why a held job may not begin now.
             * @enum {string}
             */
            hold?: "operator" | "window" | "campaign" | "place";
            /**
             * @description Last stage that the device reported.
             * @enum {string}
             */
            stage?: "accepted" | "downloading" | "checked" | "waiting" | "swapped" | "confirmed" | "mirroring" | "done" | "rejected" | "failed" | "reverted" | "cancelled";
            /**
             * Format: int64
             * @description Attempts begun.
             */
            attempts: number;
            /**
             * Format: int64
             * @description How many of them were offers that the device did not accept: they use up none of `retry.attempts`.
             */
            missedOffers?: number;
            /**
             * Format: int64
             * @description Blocks got, and blocks in all.
             */
            done?: number;
            /** Format: int64 */
            total?: number;
            /** @description Code of the fault of the last attempt, or why the device is excluded, as in docs/faults.md. */
            fault?: string;
            detail?: string;
            swap?: components["schemas"]["SwapAnswer"];
            timings?: components["schemas"]["TimingsAnswer"];
            /** Format: date-time */
            nextAttempt?: string;
            /** Format: date-time */
            deadline?: string;
            /**
             * Format: date-time
             * @description Until when the application of its device puts the swap off, by its own word.
             */
            postponedUntil?: string;
            /**
             * Format: date-time
             * @description When an operator had its device asked to stop.
             */
            cancelAsked?: string;
            /** Format: date-time */
            started?: string;
            /** Format: date-time */
            ended?: string;
            /**
             * @description Whether the receipt of the last attempt holds; missing if there is none, or not yet. `GET /jobs/{id}` shows what it says.
             * @enum {string}
             */
            receipt?: "proven" | "unproven";
        };
        RemovedJobsAnswer: {
            /**
             * Format: date-time
             * @description Jobs of campaigns that ended until then were removed. Of each device the last job stays, and the last one that was tried.
             */
            endedUntil: string;
            /**
             * Format: date-time
             * @description When that began, for the campaign that ended last of them.
             */
            at: string;
        };
        JobPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["JobAnswer"][];
            /** @description Missing if no job is missing. By KEEP_JOBS_DAYS of docs/operators.md. */
            removed?: components["schemas"]["RemovedJobsAnswer"];
        };
        RekeyRequest: {
            /**
             * Format: date-time
             * @description From when on the root key in use is refused, if the device does not sign in with the new one before: within 90 days. A time that is past means at once. Without it, 7 days from now.
             * @example 2026-12-01T06:00:00Z
             */
            oldUntil?: string;
        };
        RekeyAnswer: {
            id: string;
            product: string;
            hardware: string;
            /** @description The name that operators gave it. */
            name?: string;
            note?: string;
            tags: string[];
            /**
             * @description Attributes that operators gave it, by their names.
             * @example {
             *       "site": "hamburg",
             *       "timeZone": "Europe/Berlin",
             *       "voltage": 24
             *     }
             */
            attributes: {
                [key: string]: string | number | boolean;
            };
            /**
             * @description Attributes that it reported itself, by their names.
             * @example {
             *       "line": 3,
             *       "board": "rev-c"
             *     }
             */
            reported: {
                [key: string]: string | number | boolean;
            };
            /** @enum {string} */
            state: "active" | "inactive";
            online: boolean;
            /**
             * Format: int64
             * @description Epoch of the master key that its root key comes from.
             */
            epoch: number;
            /**
             * Format: int64
             * @description How often it was re-keyed before the root key that it uses.
             */
            generation: number;
            /** @description The root key that waits for its first sign-in. */
            nextKey?: components["schemas"]["NextKeyAnswer"];
            running?: components["schemas"]["RunningAnswer"];
            /**
             * Format: int64
             * @description Security counter.
             */
            counter?: number;
            /** Format: date-time */
            lastSeen?: string;
            /** @description The last connection in its name that was refused. */
            lastRefusal?: components["schemas"]["RefusalAnswer"];
            /**
             * Format: date-time
             * @description When two devices last seemed to have this identity: their connections ended each other again and again.
             */
            identityContested?: string;
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            /**
             * Format: password
             * @description The new root key: base64url of 32 bytes.
             */
            deviceRoot: string;
        };
        MoveRequest: {
            /**
             * @description Its new product, of the same project.
             * @example fan-drive
             */
            product: string;
            /**
             * @description One of the hardware revisions of that product.
             * @example rev-b
             */
            hardware: string;
        };
        MoveAnswer: {
            id: string;
            product: string;
            hardware: string;
            /** @description The name that operators gave it. */
            name?: string;
            note?: string;
            tags: string[];
            /**
             * @description Attributes that operators gave it, by their names.
             * @example {
             *       "site": "hamburg",
             *       "timeZone": "Europe/Berlin",
             *       "voltage": 24
             *     }
             */
            attributes: {
                [key: string]: string | number | boolean;
            };
            /**
             * @description Attributes that it reported itself, by their names.
             * @example {
             *       "line": 3,
             *       "board": "rev-c"
             *     }
             */
            reported: {
                [key: string]: string | number | boolean;
            };
            /** @enum {string} */
            state: "active" | "inactive";
            online: boolean;
            /**
             * Format: int64
             * @description Epoch of the master key that its root key comes from.
             */
            epoch: number;
            /**
             * Format: int64
             * @description How often it was re-keyed before the root key that it uses.
             */
            generation: number;
            /** @description The root key that waits for its first sign-in. */
            nextKey?: components["schemas"]["NextKeyAnswer"];
            running?: components["schemas"]["RunningAnswer"];
            /**
             * Format: int64
             * @description Security counter.
             */
            counter?: number;
            /** Format: date-time */
            lastSeen?: string;
            /** @description The last connection in its name that was refused. */
            lastRefusal?: components["schemas"]["RefusalAnswer"];
            /**
             * Format: date-time
             * @description When two devices last seemed to have this identity: their connections ended each other again and again.
             */
            identityContested?: string;
            /** Format: date-time */
            created: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            /**
             * Format: password
             * @description The new root key: base64url of 32 bytes.
             */
            deviceRoot: string;
            /** @description By these public keys it is to check manifests from now on: write them in place of those of the product before, whose team could sign for it otherwise. */
            manifestKeys: components["schemas"]["PublicKeyAnswer"][];
        };
        SpreadDto: {
            /**
             * @description The attribute by which devices share a place: site, gateway, or any other one.
             * @example site
             */
            by?: string;
            /**
             * Format: double
             * @description At most this percentage of the devices that the campaign has at a place, and always one.
             * @example 20
             */
            percent?: number;
            /** @description Whether a device counts until its soak is over. Needs soak. */
            whileSoaking?: boolean;
        };
        ByteBudgetDto: {
            /**
             * Format: int64
             * @example 1000000
             */
            bytesPerSecond?: number;
            /**
             * Format: int64
             * @description What was not used is saved up for so long, and may be sent at once.
             * @default 5
             */
            burstSeconds?: number;
        };
        PlaceBudgetDto: {
            /**
             * Format: int64
             * @example 1000000
             */
            bytesPerSecond?: number;
            /**
             * Format: int64
             * @description What was not used is saved up for so long, and may be sent at once.
             * @default 5
             */
            burstSeconds?: number;
            /**
             * @description The attribute by which devices share a budget: site, gateway, or any other one.
             * @example gateway
             */
            by?: string;
        };
        BudgetsDto: {
            /** @description For all of its devices together. */
            total?: components["schemas"]["ByteBudgetDto"];
            /** @description For the devices of each place. */
            each?: components["schemas"]["PlaceBudgetDto"];
        };
        SelectionSourceRequest: {
            /**
             * Format: int64
             * @description The number of that campaign.
             * @example 7
             */
            campaign: number;
            /**
             * @description How the job ended: in one of these states, when the campaign that selects begins.
             * @default [
             *       "failed",
             *       "rejected",
             *       "timed_out"
             *     ]
             */
            states?: ("succeeded" | "failed" | "rejected" | "cancelled" | "timed_out" | "excluded")[];
            /**
             * @description Only jobs that ended with one of these faults, by code of docs/faults.md.
             * @example [
             *       "download_stalled"
             *     ]
             */
            faults?: string[];
            /**
             * @description Only jobs whose device ran one of these versions when that campaign began.
             * @example [
             *       "1.0.0"
             *     ]
             */
            previous?: string[];
        };
        SelectionRequest: {
            deviceIds?: string[];
            /** @description Hardware revisions. */
            hardware?: string[];
            /** @description Versions that run now. */
            versions?: string[];
            /**
             * @description A selection in RSQL (docs/selection.md), by the fields of `GET /devices`. Durations count from the start of the campaign.
             * @example tags==canary;attr.site=in=(hamburg,lyon);version<1.4.0;lastSeen>-P7D
             */
            filter?: string;
            from?: components["schemas"]["SelectionSourceRequest"];
        };
        WaveRequest: {
            /**
             * Format: double
             * @description Share of all devices that have the release when the wave is through; rises from wave to wave. A wave has either percent, count or filter.
             */
            percent?: number;
            /**
             * Format: int64
             * @description The same as a number of devices.
             */
            count?: number;
            /**
             * @description Names the devices of the wave: a selection by the fields of devices (docs/selection.md). Those that it matches are in this wave and in no other; at most 15 waves have one.
             * @example tags==canary
             */
            filter?: string;
            /**
             * @description With manual, the wave begins only when somebody opens its gate. Not for the first wave.
             * @enum {string}
             */
            gate?: "manual";
        };
        ThresholdsRequest: {
            /**
             * Format: double
             * @default 90
             */
            successPercent?: number;
            /**
             * Format: double
             * @default 10
             */
            errorPercent?: number;
            /**
             * Format: int64
             * @description Jobs that must have ended before the error threshold counts.
             * @default 10
             */
            errorMinimum?: number;
        };
        SequentialTest: {
            /**
             * Format: double
             * @description A failure rate that is good.
             * @example 0.01
             */
            p0: number;
            /**
             * Format: double
             * @description One that is bad: more than p0.
             * @example 0.05
             */
            p1: number;
            /**
             * Format: double
             * @description Chance to stop a good release.
             * @example 0.05
             */
            alpha: number;
            /**
             * Format: double
             * @description Chance to let a bad one pass.
             * @example 0.1
             */
            beta: number;
        };
        StopRuleRequest: {
            /**
             * @description How it is called in records; different in each rule.
             * @example no reverts
             */
            name: string;
            /** @description Which failures count, by class. Without classes and faults, every failure. */
            classes?: ("rejected" | "failed" | "reverted" | "timed_out" | "unhealthy")[];
            /** @description Which failures count, by code of docs/faults.md. */
            faults?: string[];
            /**
             * @description Judges each slice of the fleet by itself: hardware, version (the one that ran when the campaign began), or attr.NAME. Without it, the campaign as a whole.
             * @example hardware
             */
            per?: string;
            /**
             * Format: int64
             * @description Jobs that must have ended before it is judged, in each slice.
             * @example 20
             */
            minimum: number;
            /**
             * Format: double
             * @description It is broken when this share of the ended jobs failed. A rule has either percent or test.
             * @example 5
             */
            percent?: number;
            /** @description It is broken when the test says so (docs/statistics.md). */
            test?: components["schemas"]["SequentialTest"];
            /**
             * @description What a broken rule does: notify records it once, pause waits for a person, stop ends the campaign, stop_slice cancels what is left of the slice and lets the others go on.
             * @enum {string}
             */
            action: "notify" | "pause" | "stop" | "roll_back" | "stop_slice";
        };
        ScheduleRequest: {
            /**
             * Format: date-time
             * @description Once started, it begins then.
             */
            startAt?: string;
            /**
             * Format: date-time
             * @description It stops then, however far it is; after startAt.
             */
            endAt?: string;
            /**
             * @description How it stops at endAt: stop_offering cancels jobs without a ticket, cancel also those whose device has not accepted it, cancel_running also asks devices at work to stop.
             * @default stop_offering
             * @enum {string}
             */
            atEnd?: "stop_offering" | "cancel" | "cancel_running";
        };
        SoakAllowanceDto: {
            /**
             * Format: int64
             * @description Starts by any cause but option bytes.
             * @example 1
             */
            resets?: number;
            /**
             * Format: int64
             * @example 0
             */
            watchdogResets?: number;
            /**
             * Format: int64
             * @example 10
             */
            missedDeadlines?: number;
        };
        HealthLimitDto: {
            /**
             * @description Its name in the reports of health.
             * @example driveTemperature
             */
            name: string;
            /**
             * Format: double
             * @example 70
             */
            above?: number;
            /** Format: double */
            below?: number;
        };
        SoakDto: {
            /**
             * Format: int64
             * @description For how long; 0 takes the soak from a draft.
             * @example 1800000
             */
            durationMs: number;
            /**
             * Format: int64
             * @description At the end, a device that is offline must have been seen within this time; without it, within half of durationMs.
             */
            seenWithinMs?: number;
            allowance?: components["schemas"]["SoakAllowanceDto"];
            limits?: components["schemas"]["HealthLimitDto"][];
        };
        ControlRuleDto: {
            /** @example no more watchdogs */
            name: string;
            /**
             * @description watchdogResets, resets or missedDeadlines, each by the hour, or numbers.NAME: a number that the application reports.
             * @example watchdogResets
             */
            measure: string;
            /**
             * @description Of a number: which way is bad; without it, higher.
             * @enum {string}
             */
            worse?: "higher" | "lower";
            /**
             * Format: int64
             * @description Devices of each group that must have told it.
             * @example 20
             */
            minimum: number;
            /**
             * Format: double
             * @description The chance that it is broken although the release changes nothing, over all looks together.
             * @example 0.01
             */
            alpha: number;
            /** @enum {string} */
            action: "notify" | "pause" | "stop" | "roll_back";
        };
        ControlDto: {
            /**
             * Format: double
             * @description Share of the devices that would get the release; needed, unless the block is taken from a draft.
             * @example 5
             */
            percent?: number;
            /**
             * Format: int64
             * @description At most so many.
             * @default 1000
             */
            most?: number;
            /** @description What both groups are compared by. */
            rules?: components["schemas"]["ControlRuleDto"][];
        };
        ApprovalWishDto: {
            /**
             * @description false takes the wish from a draft; what its project needs stays needed.
             * @example true
             */
            needed: boolean;
        };
        RateIncreaseRequest: {
            /**
             * Format: int64
             * @description Each time so many devices more have had a ticket.
             * @example 1000
             */
            numberOfNotifiedDevices?: number;
            /**
             * Format: int64
             * @description Each time so many devices more have succeeded.
             * @example 100
             */
            numberOfSucceededDevices?: number;
        };
        RateRequest: {
            /**
             * Format: int64
             * @description A constant rate.
             * @example 50
             */
            perMinute?: number;
            /**
             * Format: int64
             * @description The rate at the beginning.
             */
            baseRatePerMinute?: number;
            /**
             * Format: double
             * @description By what it is multiplied each time; above 1.
             */
            incrementFactor?: number;
            /** @description When it grows. */
            rateIncreaseCriteria?: components["schemas"]["RateIncreaseRequest"];
            /**
             * Format: int64
             * @description Where it ends; not below the rate at the beginning.
             */
            maximumPerMinute?: number;
        };
        MaintenanceWindowDto: {
            /**
             * @description When it opens, on the clock of its zone.
             * @example 02:00
             */
            start?: string;
            /** @description The days on which it opens; without it, every day. */
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
            /**
             * @description It opens whenever this expression says so (docs/schedule.md).
             * @example 0 2 * * 1-5
             */
            cron?: string;
            /**
             * Format: int64
             * @description How long it stays open.
             * @example 120
             */
            durationMinutes: number;
            /**
             * @description A time zone such as Europe/Berlin; `device`, or nothing, for the zone of each device.
             * @example device
             */
            zone?: string;
        };
        DeviceWindowsDto: {
            /** @description When a device may get its ticket, and begin to download; without it, at any time. */
            download?: components["schemas"]["MaintenanceWindowDto"][];
            /** @description When a device may swap its banks; without it, at any time. It may download before. */
            swap?: components["schemas"]["MaintenanceWindowDto"][];
            /**
             * @description The time zone of devices that have no attribute timeZone, neither of an operator nor of their own.
             * @example Europe/Berlin
             */
            zone?: string;
        };
        PostponeDto: {
            /**
             * Format: int64
             * @description From the first offer of its job on.
             * @example 259200000
             */
            forMs?: number;
            /**
             * Format: date-time
             * @description From then on, nobody may any more.
             */
            until?: string;
        };
        OtherCampaignsDto: {
            /**
             * @description Devices that another campaign has a job for: leave them out, wait for them, take over the jobs that no device has begun with, or do not begin while there is one.
             * @default wait
             * @enum {string}
             */
            policy?: "exclude" | "wait" | "supersede" | "refuse";
            /**
             * Format: int64
             * @description Of campaigns that wait for a device, the one of the highest priority gets it. No job is taken over from a campaign of a higher priority; of the same, only from an earlier one.
             * @default 0
             * @example 10
             */
            priority?: number;
        };
        TimeoutsRequest: {
            /**
             * Format: int64
             * @description From the offer until the device accepts it.
             * @default 86400000
             */
            offerMs?: number;
            /**
             * Format: int64
             * @description From acceptance to the result.
             * @default 3600000
             */
            runMs?: number;
        };
        StageLimitsDto: {
            /**
             * Format: int64
             * @description From acceptance until it begins.
             * @example 60000
             */
            acceptedMs?: number;
            /**
             * Format: int64
             * @description Between two blocks that it reports.
             * @example 300000
             */
            progressMs?: number;
            /**
             * Format: int64
             * @description From when it has the whole image, or may swap, until it has swapped; longer than terms.slotDeadlineMs.
             */
            swapMs?: number;
            /**
             * Format: int64
             * @description From the swap until the new image is confirmed; longer than terms.confirmTimeoutMs.
             */
            confirmMs?: number;
        };
        RetryRequest: {
            /**
             * Format: int64
             * @description Attempts in all.
             * @default 3
             */
            attempts?: number;
            /**
             * Format: int64
             * @default 10000
             */
            firstDelayMs?: number;
            /**
             * Format: double
             * @default 4
             */
            factor?: number;
            /**
             * Format: int64
             * @default 3600000
             */
            maxDelayMs?: number;
            /**
             * Format: double
             * @default 0.5
             */
            jitter?: number;
        };
        TermsRequest: {
            /**
             * @description With revert, only devices whose other bank is known to hold the release, which swap back without a block; with download, only the others. With download-only, devices keep the release in the other bank and do not swap. Without it, each does what it can.
             * @enum {string}
             */
            kind?: "revert" | "download" | "download-only";
            /**
             * @description Without it, that of the product.
             * @enum {string}
             */
            policy?: "mirror" | "keep-previous";
            /**
             * @default live
             * @enum {string}
             */
            mode?: "live" | "reset";
            /**
             * @description Without it, the strongest that the part can do.
             * @enum {string}
             */
            cipher?: "none" | "A128CTR" | "A256CTR";
            /**
             * Format: int64
             * @description How long the device looks for a slot: less than timeouts.runMs. Without it, half of that, an hour at most.
             */
            slotDeadlineMs?: number;
            /**
             * @description What it does where there is none until then.
             * @default fail
             * @enum {string}
             */
            onNoSlot?: "fail" | "force";
            /**
             * Format: int64
             * @description How long the new image has to pass its self-test.
             * @default 60000
             */
            confirmTimeoutMs?: number;
        };
        CampaignPreviewRequest: {
            /** @description How many devices of a place are updated at once (docs/campaigns.md). Without it, as concurrency allows; an empty one takes it from a draft. */
            spread?: components["schemas"]["SpreadDto"];
            /** @description How many bytes of blocks are sent a second (docs/campaigns.md). Without it, as fast as servers can; an empty one takes it from a draft. */
            budgets?: components["schemas"]["BudgetsDto"];
            /** @example motor-g4 */
            product: string;
            /**
             * @description Version of the release that it brings.
             * @example 1.1.0
             */
            release: string;
            /** @description Without it, all devices of the product. */
            selection?: components["schemas"]["SelectionRequest"];
            /**
             * @example [
             *       {
             *         "percent": 5
             *       },
             *       {
             *         "percent": 25
             *       },
             *       {
             *         "percent": 100
             *       }
             *     ]
             */
            waves?: components["schemas"]["WaveRequest"][];
            thresholds?: components["schemas"]["ThresholdsRequest"];
            /** @description Rules beside the thresholds; an empty list takes them from a draft. */
            rules?: components["schemas"]["StopRuleRequest"][];
            /** @description Without it, it begins when it is started, and ends when every job has; an empty one takes it from a draft. */
            schedule?: components["schemas"]["ScheduleRequest"];
            /** @description Without it, a device counts as soon as it runs the release, confirmed (docs/campaigns.md). */
            soak?: components["schemas"]["SoakDto"];
            /** @description Without it, nobody is held back (docs/campaigns.md). */
            control?: components["schemas"]["ControlDto"];
            /** @description Whether it must be approved before it is started, also where its project does not need it. */
            approval?: components["schemas"]["ApprovalWishDto"];
            /**
             * Format: int64
             * @description Devices updated at once.
             * @default 1000
             */
            concurrency?: number;
            /**
             * @description Tickets handed out a minute. Without it, as concurrency allows; an empty one takes it from a draft.
             * @example {
             *       "perMinute": 50
             *     }
             */
            rate?: components["schemas"]["RateRequest"];
            /** @description Whether it takes in devices that begin to match while it runs. It then ends only when it is stopped, or at its end time. Without it, its devices are those that match when it begins. */
            dynamic?: boolean;
            /** @description Maintenance windows (docs/campaigns.md). Without it, at any time; an empty one takes it from a draft. */
            windows?: components["schemas"]["DeviceWindowsDto"];
            /**
             * @description For how long the application of a device may put its swap off (docs/campaigns.md). Without it, not at all; an empty one takes it from a draft.
             * @example {
             *       "forMs": 259200000
             *     }
             */
            postpone?: components["schemas"]["PostponeDto"];
            /** @description What it does about devices that another campaign has a job for (docs/campaigns.md). Without it, or with an empty one, their turn comes when the other campaign has done with them. */
            otherCampaigns?: components["schemas"]["OtherCampaignsDto"];
            timeouts?: components["schemas"]["TimeoutsRequest"];
            /** @description How long a device may take in one stage, beside timeouts; an empty one takes the limits from a draft. */
            limits?: components["schemas"]["StageLimitsDto"];
            retry?: components["schemas"]["RetryRequest"];
            terms?: components["schemas"]["TermsRequest"];
            /** @example spring update */
            name?: string;
        };
        SelectionSourceAnswer: {
            /** Format: int64 */
            campaign: number;
            states?: ("succeeded" | "failed" | "rejected" | "cancelled" | "timed_out" | "excluded")[];
            faults?: string[];
            previous?: string[];
        };
        SelectionAnswer: {
            deviceIds?: string[];
            /** @description Hardware revisions. */
            hardware?: string[];
            /** @description Versions that ran. */
            versions?: string[];
            /** @description A selection in RSQL, by the fields of devices. */
            filter?: string;
            from?: components["schemas"]["SelectionSourceAnswer"];
        };
        WaveRuleAnswer: {
            /** Format: double */
            percent?: number;
            /** @description The same as a number. */
            count?: number;
            /** @description A selection that names the devices of the wave. */
            filter?: string;
            /** @enum {string} */
            gate?: "manual";
        };
        ThresholdsAnswer: {
            /** Format: double */
            successPercent: number;
            /** Format: double */
            errorPercent: number;
            /**
             * Format: int64
             * @description Jobs that must have ended before the error threshold counts.
             */
            errorMinimum: number;
        };
        StopRuleAnswer: {
            name: string;
            classes?: ("rejected" | "failed" | "reverted" | "timed_out" | "unhealthy")[];
            faults?: string[];
            per?: string;
            /** Format: int64 */
            minimum: number;
            /** Format: double */
            percent?: number;
            test?: components["schemas"]["SequentialTest"];
            /** @enum {string} */
            action: "notify" | "pause" | "stop" | "roll_back" | "stop_slice";
        };
        ScheduleAnswer: {
            /** Format: date-time */
            startAt?: string;
            /** Format: date-time */
            endAt?: string;
            /** @enum {string} */
            atEnd?: "stop_offering" | "cancel" | "cancel_running";
        };
        RateIncreaseAnswer: {
            numberOfNotifiedDevices?: number;
            numberOfSucceededDevices?: number;
        };
        RateAnswer: {
            perMinute?: number;
            baseRatePerMinute?: number;
            /** Format: double */
            incrementFactor?: number;
            rateIncreaseCriteria?: components["schemas"]["RateIncreaseAnswer"];
            maximumPerMinute?: number;
        };
        TimeoutsAnswer: {
            /**
             * Format: int64
             * @description From the offer until the device accepts it.
             */
            offerMs: number;
            /**
             * Format: int64
             * @description From acceptance to the result.
             */
            runMs: number;
        };
        RetryAnswer: {
            /**
             * Format: int64
             * @description Attempts in all.
             */
            attempts: number;
            /** Format: int64 */
            firstDelayMs: number;
            /** Format: double */
            factor: number;
            /** Format: int64 */
            maxDelayMs: number;
            /** Format: double */
            jitter: number;
        };
        TermsAnswer: {
            /** @enum {string} */
            kind?: "revert" | "download" | "download-only";
            /** @enum {string} */
            policy: "mirror" | "keep-previous";
            /** @enum {string} */
            mode: "live" | "reset";
            /** @enum {string} */
            cipher: "none" | "A128CTR" | "A256CTR";
            /**
             * Format: int64
             * @description How long the device looks for a slot.
             */
            slotDeadlineMs: number;
            /**
             * @description What it does where there is none until then.
             * @enum {string}
             */
            onNoSlot: "fail" | "force";
            /**
             * Format: int64
             * @description How long the new image has to pass its self-test.
             */
            confirmTimeoutMs: number;
        };
        CampaignConfigAnswer: {
            selection: components["schemas"]["SelectionAnswer"];
            waves: components["schemas"]["WaveRuleAnswer"][];
            thresholds: components["schemas"]["ThresholdsAnswer"];
            rules?: components["schemas"]["StopRuleAnswer"][];
            schedule?: components["schemas"]["ScheduleAnswer"];
            soak?: components["schemas"]["SoakDto"];
            /** @description Devices that are held back, to compare with. */
            control?: components["schemas"]["ControlDto"];
            approval?: components["schemas"]["ApprovalWishDto"];
            /**
             * Format: int64
             * @description Devices updated at once.
             */
            concurrency: number;
            /** @description Tickets handed out a minute. */
            rate?: components["schemas"]["RateAnswer"];
            /** @description How many devices of a place are updated at once. */
            spread?: components["schemas"]["SpreadDto"];
            /** @description How many bytes of blocks are sent a second. */
            budgets?: components["schemas"]["BudgetsDto"];
            /** @description Takes in devices that begin to match while it runs. */
            dynamic?: boolean;
            /** @description Maintenance windows. */
            windows?: components["schemas"]["DeviceWindowsDto"];
            /** @description For how long devices may put their swap off. */
            postpone?: components["schemas"]["PostponeDto"];
            /** @description What it does about devices that another campaign has a job for. */
            otherCampaigns?: components["schemas"]["OtherCampaignsDto"];
            timeouts: components["schemas"]["TimeoutsAnswer"];
            limits?: components["schemas"]["StageLimitsDto"];
            retry: components["schemas"]["RetryAnswer"];
            terms: components["schemas"]["TermsAnswer"];
        };
        ExclusionAnswer: {
            /**
             * @description A code of docs/faults.md: mostly the one with which the device would refuse.
             * @enum {string}
             */
            reason: "device_inactive" | "already_installed" | "device_in_campaign" | "part_mismatch" | "hardware_mismatch" | "cipher_unsupported" | "counter_too_low" | "single_bank_mode" | "revert_image_missing" | "revert_image_held" | "kind_unsupported" | "no_room" | "boot_rom_too_old" | "swap_section_differs" | "ram_layout_refused" | "control_group" | "beyond_last_wave";
            /** @description The reason in words. */
            meaning: string;
            devices: number;
            /** @description Ids of the first few; the list of jobs in the state excluded has them all. */
            sample: string[];
        };
        PlannedPlaceAnswer: {
            /**
             * @description Its value of spread.by; empty for devices without one.
             * @example hamburg
             */
            place: string;
            devices: number;
            /** @description How many of them may be under way at the same time. */
            atOnce: number;
        };
        PlannedPlacesAnswer: {
            count: number;
            /** @description Devices that may be under way at the same time, over all places. */
            atOnce: number;
            /** @description Those with the most devices, up to 5. */
            largest: components["schemas"]["PlannedPlaceAnswer"][];
        };
        PlanAnswer: {
            /** @description Devices that would get a job now, and those that another campaign has, which may let them go. */
            devices: number;
            /** @description How many may get a job if it is approved now. */
            devicesMost: number;
            /** @description Devices that would get a job now, by wave: those of each wave alone. */
            waves: number[];
            /** @description Bytes that a device downloads; 0 for a swap back. */
            imageBytes: number;
            /** @description Bytes for all waves, if each device downloads the image once, whole. Further attempts and the frames of the transport come on top; a device whose other bank has the image downloads nothing. */
            bytes: number;
            /** @description Where they are, with spread; missing if there are more than 10 000 places. */
            places?: components["schemas"]["PlannedPlacesAnswer"];
        };
        ForecastNumbersAnswer: {
            /**
             * Format: int64
             * @description In half of all cases, at most.
             */
            median: number;
            /**
             * Format: int64
             * @description In 95 of 100 cases, at most.
             */
            most: number;
        };
        ForecastAnswer: {
            /** Format: double */
            failurePercent: number;
            /**
             * Format: int64
             * @description Share of the campaigns that pause or stop before their end, in percent.
             */
            stoppedPercent: number;
            /** @description Devices that get a ticket until then. */
            reached: components["schemas"]["ForecastNumbersAnswer"];
            /** @description Devices that fail until then. */
            failed: components["schemas"]["ForecastNumbersAnswer"];
        };
        DurationAnswer: {
            /** @description The longest of the others. */
            atLeastMs: number;
            /** @description What is supposed of each attempt. */
            attemptMs: number;
            /** @description By concurrency, wave after wave. */
            concurrencyMs: number;
            /** @description By the rate. */
            rateMs?: number;
            /** @description By the byte budgets: of the whole campaign, and of each place if `budgets.each.by` is `spread.by`. */
            bytesMs?: number;
            /** @description By how many devices of a place may be updated at once. */
            placesMs?: number;
            /** @description By the windows, in `windows.zone`, from the start time or from now. */
            windowsMs?: number;
            /**
             * @description What the campaign has that makes it longer, and is in none of these figures.
             * @example [
             *       "windows"
             *     ]
             */
            leavesOut?: ("windows" | "soak" | "otherCampaigns" | "spread" | "budgets" | "postpone")[];
        };
        StrandedAnswer: {
            /** @enum {string} */
            reason: "previous_unknown" | "device_inactive" | "already_installed" | "device_in_campaign" | "part_mismatch" | "hardware_mismatch" | "cipher_unsupported" | "counter_too_low" | "single_bank_mode" | "revert_image_missing" | "revert_image_held" | "kind_unsupported" | "no_room" | "boot_rom_too_old" | "swap_section_differs" | "ram_layout_refused" | "control_group" | "beyond_last_wave";
            /** Format: int64 */
            devices: number;
            /** @description Ids of the first few. */
            sample: string[];
        };
        WayBackAnswer: {
            /**
             * Format: int64
             * @description Devices that keep the release before in their other bank.
             */
            bySwap: number;
            /**
             * Format: int64
             * @description Devices that would have to download it.
             */
            byDownload: number;
            /** @description Devices that could not, by reason. */
            stranded: components["schemas"]["StrandedAnswer"][];
        };
        PreviewRefusalAnswer: {
            /**
             * @description A code of docs/faults.md.
             * @example campaign_empty
             */
            code: string;
            /** @example no device of the selection could take the release */
            detail: string;
        };
        CampaignPreviewAnswer: {
            /** @description What was asked for, and defaults for what was left out. */
            config: components["schemas"]["CampaignConfigAnswer"];
            /** @description Devices that would get a job if it began now. */
            eligible: number;
            /** @description Devices of the selection that would be left out, and why. */
            excluded: components["schemas"]["ExclusionAnswer"][];
            plan: components["schemas"]["PlanAnswer"];
            /** @description What its rules would do with releases of which so many fail, by simulation of the same rules. */
            forecast: components["schemas"]["ForecastAnswer"][];
            /** @description How long its limits make it, at least. */
            duration: components["schemas"]["DurationAnswer"];
            /** @description How the devices that would get the release could be brought back from it; missing if it is not installed. */
            wayBack?: components["schemas"]["WayBackAnswer"];
            /** @description Whether it would have to be approved, as its project or the campaign itself says. */
            needsApproval: boolean;
            /** @description Given if it would be refused as it stands, because nobody, or nobody of a wave, could take the release. */
            refusal?: components["schemas"]["PreviewRefusalAnswer"];
        };
        CampaignRequest: {
            /** @description How many devices of a place are updated at once (docs/campaigns.md). Without it, as concurrency allows; an empty one takes it from a draft. */
            spread?: components["schemas"]["SpreadDto"];
            /** @description How many bytes of blocks are sent a second (docs/campaigns.md). Without it, as fast as servers can; an empty one takes it from a draft. */
            budgets?: components["schemas"]["BudgetsDto"];
            /** @example spring update */
            name: string;
            /** @example motor-g4 */
            product: string;
            /**
             * @description Version of the release that it brings.
             * @example 1.1.0
             */
            release: string;
            /** @description Without it, all devices of the product. */
            selection?: components["schemas"]["SelectionRequest"];
            /**
             * @example [
             *       {
             *         "percent": 5
             *       },
             *       {
             *         "percent": 25
             *       },
             *       {
             *         "percent": 100
             *       }
             *     ]
             */
            waves?: components["schemas"]["WaveRequest"][];
            thresholds?: components["schemas"]["ThresholdsRequest"];
            /** @description Rules beside the thresholds; an empty list takes them from a draft. */
            rules?: components["schemas"]["StopRuleRequest"][];
            /** @description Without it, it begins when it is started, and ends when every job has; an empty one takes it from a draft. */
            schedule?: components["schemas"]["ScheduleRequest"];
            /** @description Without it, a device counts as soon as it runs the release, confirmed (docs/campaigns.md). */
            soak?: components["schemas"]["SoakDto"];
            /** @description Without it, nobody is held back (docs/campaigns.md). */
            control?: components["schemas"]["ControlDto"];
            /** @description Whether it must be approved before it is started, also where its project does not need it. */
            approval?: components["schemas"]["ApprovalWishDto"];
            /**
             * Format: int64
             * @description Devices updated at once.
             * @default 1000
             */
            concurrency?: number;
            /**
             * @description Tickets handed out a minute. Without it, as concurrency allows; an empty one takes it from a draft.
             * @example {
             *       "perMinute": 50
             *     }
             */
            rate?: components["schemas"]["RateRequest"];
            /** @description Whether it takes in devices that begin to match while it runs. It then ends only when it is stopped, or at its end time. Without it, its devices are those that match when it begins. */
            dynamic?: boolean;
            /** @description Maintenance windows (docs/campaigns.md). Without it, at any time; an empty one takes it from a draft. */
            windows?: components["schemas"]["DeviceWindowsDto"];
            /**
             * @description For how long the application of a device may put its swap off (docs/campaigns.md). Without it, not at all; an empty one takes it from a draft.
             * @example {
             *       "forMs": 259200000
             *     }
             */
            postpone?: components["schemas"]["PostponeDto"];
            /** @description What it does about devices that another campaign has a job for (docs/campaigns.md). Without it, or with an empty one, their turn comes when the other campaign has done with them. */
            otherCampaigns?: components["schemas"]["OtherCampaignsDto"];
            timeouts?: components["schemas"]["TimeoutsRequest"];
            /** @description How long a device may take in one stage, beside timeouts; an empty one takes the limits from a draft. */
            limits?: components["schemas"]["StageLimitsDto"];
            retry?: components["schemas"]["RetryRequest"];
            terms?: components["schemas"]["TermsRequest"];
        };
        OriginAnswer: {
            /**
             * Format: int64
             * @description Number of the other campaign.
             */
            campaign: number;
            /** @description Why it was rolled back, in words. */
            why: string;
        };
        ApprovalAnswer: {
            /** @description Before the start: whether it must be approved, as its project or the campaign itself says. */
            needed?: boolean;
            /**
             * @description Missing while nobody has said anything.
             * @enum {string}
             */
            state?: "approved" | "rejected";
            /** @description Who approved or rejected it. */
            by?: components["schemas"]["ActorAnswer"];
            /** Format: date-time */
            at?: string;
            /** @description For how many devices it was approved. */
            devices?: number;
            /** @description Why it was rejected. */
            reason?: string;
        };
        WaveAnswer: {
            /** Format: int64 */
            wave: number;
            /** Format: double */
            percent?: number;
            count?: number;
            /** @description The selection that names its devices. */
            filter?: string;
            /**
             * @description Whether somebody must open its gate, and whether they have.
             * @enum {string}
             */
            gate?: "closed" | "waiting" | "open";
            /** @description Jobs by state. */
            jobs?: {
                waiting: number;
                held: number;
                offered: number;
                running: number;
                backoff: number;
                soaking: number;
                succeeded: number;
                failed: number;
                rejected: number;
                cancelled: number;
                timed_out: number;
                excluded: number;
            };
        };
        CampaignDetail: {
            /** Format: int64 */
            id: number;
            name: string;
            product: string;
            /** @description Version of the release that it brings. */
            release: string;
            /** @enum {string} */
            state: "draft" | "scheduled" | "starting" | "running" | "paused" | "stopping" | "stopped" | "finished";
            /** @enum {string} */
            pauseReason?: "operator" | "error_threshold" | "success_threshold" | "rule_broken" | "rule_unreadable" | "image_unreadable" | "selection_unreadable" | "devices_in_campaigns";
            /** @description Who brought it into this state, such as who paused it; missing for a draft. */
            movedBy?: components["schemas"]["ActorAnswer"];
            /**
             * Format: int64
             * @description The wave that is being handed out, from 0.
             */
            currentWave: number;
            /** Format: date-time */
            created: string;
            /** @description Who wrote it down. */
            createdBy?: components["schemas"]["ActorAnswer"];
            /** @description The campaign that it rolls back. */
            origin?: components["schemas"]["OriginAnswer"];
            /** Format: date-time */
            started?: string;
            /** Format: date-time */
            ended?: string;
            /**
             * Format: date-time
             * @description When its jobs began to be removed, some time after its end. Its counts stay as they were.
             */
            jobsRemoved?: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            config: components["schemas"]["CampaignConfigAnswer"];
            /**
             * Format: int64
             * @description Before the start: devices that would get a job if it began now.
             */
            eligible?: number;
            /** @description Devices of the selection that are left out, and why; before the start, those that would be if it began now. */
            excluded: components["schemas"]["ExclusionAnswer"][];
            /** @description Before the start: what its rules would do with releases of which so many fail, by simulation of the same rules. */
            forecast?: components["schemas"]["ForecastAnswer"][];
            /** @description Before the start: how long its limits make it, at least. */
            duration?: components["schemas"]["DurationAnswer"];
            /** @description Before the start: how the devices that would get the release could be brought back from it. */
            wayBack?: components["schemas"]["WayBackAnswer"];
            /** @description Before the start: what an approver approves. */
            plan?: components["schemas"]["PlanAnswer"];
            /** @description Missing where none was needed, and nobody said anything. */
            approval?: components["schemas"]["ApprovalAnswer"];
            /**
             * Format: int64
             * @description All jobs, those of excluded devices too.
             */
            total: number;
            /** @description Jobs of all waves by state. */
            jobs?: {
                waiting: number;
                held: number;
                offered: number;
                running: number;
                backoff: number;
                soaking: number;
                succeeded: number;
                failed: number;
                rejected: number;
                cancelled: number;
                timed_out: number;
                excluded: number;
            };
            waves: components["schemas"]["WaveAnswer"][];
        };
        CampaignAnswer: {
            /** Format: int64 */
            id: number;
            name: string;
            product: string;
            /** @description Version of the release that it brings. */
            release: string;
            /** @enum {string} */
            state: "draft" | "scheduled" | "starting" | "running" | "paused" | "stopping" | "stopped" | "finished";
            /** @enum {string} */
            pauseReason?: "operator" | "error_threshold" | "success_threshold" | "rule_broken" | "rule_unreadable" | "image_unreadable" | "selection_unreadable" | "devices_in_campaigns";
            /** @description Who brought it into this state, such as who paused it; missing for a draft. */
            movedBy?: components["schemas"]["ActorAnswer"];
            /**
             * Format: int64
             * @description The wave that is being handed out, from 0.
             */
            currentWave: number;
            /** Format: date-time */
            created: string;
            /** @description Who wrote it down. */
            createdBy?: components["schemas"]["ActorAnswer"];
            /** @description The campaign that it rolls back. */
            origin?: components["schemas"]["OriginAnswer"];
            /** Format: date-time */
            started?: string;
            /** Format: date-time */
            ended?: string;
            /**
             * Format: date-time
             * @description When its jobs began to be removed, some time after its end. Its counts stay as they were.
             */
            jobsRemoved?: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        CampaignPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["CampaignAnswer"][];
        };
        CampaignChangeRequest: {
            /** @description How many devices of a place are updated at once (docs/campaigns.md). Without it, as concurrency allows; an empty one takes it from a draft. */
            spread?: components["schemas"]["SpreadDto"];
            /** @description How many bytes of blocks are sent a second (docs/campaigns.md). Without it, as fast as servers can; an empty one takes it from a draft. */
            budgets?: components["schemas"]["BudgetsDto"];
            /** @example spring update */
            name?: string;
            /**
             * @description Version of the release that it brings.
             * @example 1.1.0
             */
            release?: string;
            /** @description Without it, all devices of the product. */
            selection?: components["schemas"]["SelectionRequest"];
            /**
             * @example [
             *       {
             *         "percent": 5
             *       },
             *       {
             *         "percent": 25
             *       },
             *       {
             *         "percent": 100
             *       }
             *     ]
             */
            waves?: components["schemas"]["WaveRequest"][];
            thresholds?: components["schemas"]["ThresholdsRequest"];
            /** @description Rules beside the thresholds; an empty list takes them from a draft. */
            rules?: components["schemas"]["StopRuleRequest"][];
            /** @description Without it, it begins when it is started, and ends when every job has; an empty one takes it from a draft. */
            schedule?: components["schemas"]["ScheduleRequest"];
            /** @description Without it, a device counts as soon as it runs the release, confirmed (docs/campaigns.md). */
            soak?: components["schemas"]["SoakDto"];
            /** @description Without it, nobody is held back (docs/campaigns.md). */
            control?: components["schemas"]["ControlDto"];
            /** @description Whether it must be approved before it is started, also where its project does not need it. */
            approval?: components["schemas"]["ApprovalWishDto"];
            /**
             * Format: int64
             * @description Devices updated at once.
             * @default 1000
             */
            concurrency?: number;
            /**
             * @description Tickets handed out a minute. Without it, as concurrency allows; an empty one takes it from a draft.
             * @example {
             *       "perMinute": 50
             *     }
             */
            rate?: components["schemas"]["RateRequest"];
            /** @description Whether it takes in devices that begin to match while it runs. It then ends only when it is stopped, or at its end time. Without it, its devices are those that match when it begins. */
            dynamic?: boolean;
            /** @description Maintenance windows (docs/campaigns.md). Without it, at any time; an empty one takes it from a draft. */
            windows?: components["schemas"]["DeviceWindowsDto"];
            /**
             * @description For how long the application of a device may put its swap off (docs/campaigns.md). Without it, not at all; an empty one takes it from a draft.
             * @example {
             *       "forMs": 259200000
             *     }
             */
            postpone?: components["schemas"]["PostponeDto"];
            /** @description What it does about devices that another campaign has a job for (docs/campaigns.md). Without it, or with an empty one, their turn comes when the other campaign has done with them. */
            otherCampaigns?: components["schemas"]["OtherCampaignsDto"];
            timeouts?: components["schemas"]["TimeoutsRequest"];
            /** @description How long a device may take in one stage, beside timeouts; an empty one takes the limits from a draft. */
            limits?: components["schemas"]["StageLimitsDto"];
            retry?: components["schemas"]["RetryRequest"];
            terms?: components["schemas"]["TermsRequest"];
        };
        ApproveRequest: {
            /**
             * @description For how many devices the plan was that the approver saw: `plan.devices`. Without it, as many as it is for now.
             * @example 1200
             */
            devices?: number;
        };
        RejectRequest: {
            /** @example the first wave is too large for a release that touches the boot loader */
            reason: string;
        };
        OpenGateRequest: {
            /**
             * Format: int64
             * @description The wave that waits at its gate, from 0.
             * @example 1
             */
            wave: number;
        };
        ExplanationAnswer: {
            /**
             * Format: int64
             * @description Number of the campaign.
             */
            campaign: number;
            /** @description Its name. */
            name: string;
            device: string;
            /**
             * @description Whether it is out, waiting, under way, done or failed.
             * @enum {string}
             */
            standing: "out" | "waiting" | "under-way" | "done" | "failed";
            /**
             * @description What decides it, in a word.
             * @enum {string}
             */
            code: "not_selected" | "not_started" | "excluded" | "scheduled" | "planning" | "paused" | "stopping" | "wave_not_begun" | "gate_closed" | "no_room" | "rate" | "turn_next" | "offered" | "running" | "backoff" | "soaking" | "job_paused" | "window_closed" | "other_campaign" | "place_full" | "succeeded" | "failed" | "unhealthy" | "cancelled" | "jobs_removed";
            /** @description The same in a sentence, with what would change it. */
            sentence: string;
            /**
             * Format: date-time
             * @description When it changes by itself, where that is known.
             */
            until?: string;
            /** @description Code of the fault, or of the reason why it is left out. */
            fault?: string;
        };
        ExplanationList: {
            items: components["schemas"]["ExplanationAnswer"][];
        };
        SummaryItemAnswer: {
            /**
             * @description Null: they have none.
             * @example hamburg
             */
            value: string | null;
            /**
             * Format: int64
             * @example 20
             */
            jobs: number;
            /**
             * Format: int64
             * @description Those of them that failed, were rejected, or timed out.
             * @example 3
             */
            failed: number;
            /**
             * @description How many are in which state; a state without a job is missing.
             * @example {
             *       "succeeded": 17,
             *       "failed": 3
             *     }
             */
            states: {
                [key: string]: number;
            };
        };
        SummaryAnswer: {
            /** @example attr.site */
            by: string;
            /**
             * Format: int64
             * @description How many values there are, also beyond the limit.
             * @example 12
             */
            values: number;
            /**
             * Format: int64
             * @description How many jobs were counted.
             * @example 240
             */
            jobs: number;
            /** @description Most failures first, then most jobs. */
            items: components["schemas"]["SummaryItemAnswer"][];
        };
        ReceiptAnswer: {
            /**
             * @description Proven: its MAC is that of the device, and it agrees with the result and the order.
             * @enum {string}
             */
            verdict: "proven" | "unproven";
            /** @description Why it is unproven, as in docs/faults.md. */
            fault?: string;
            /**
             * Format: date-time
             * @description When the server got it.
             */
            at: string;
            /** @description Its bytes and its MAC, in base64url, as in docs/protocol.md. */
            said: string;
            /**
             * @description How the attempt ended, by the receipt.
             * @enum {string}
             */
            stage?: "done" | "rejected" | "failed" | "reverted" | "cancelled";
            /** @description SHA-256 of the image in bank 1, if it was whole. */
            bank1?: string;
            /** @description SHA-256 of the image in bank 2, if it was whole. */
            bank2?: string;
            /**
             * Format: int64
             * @description The bank that ran.
             */
            active?: number;
            /**
             * Format: int64
             * @description Security counter.
             */
            counter?: number;
            /**
             * Format: int64
             * @description When the attempt ended, in milliseconds since 1970 by the device’s own clock.
             */
            clockMs?: number;
            /**
             * Format: int64
             * @description The number of the device’s start, for a device without a clock.
             */
            start?: number;
        };
        AttemptAnswer: {
            /**
             * Format: int64
             * @description From 1.
             */
            number: number;
            /**
             * Format: int64
             * @description Number of the transfer on the wire.
             */
            transfer: number;
            /** Format: date-time */
            at: string;
            /**
             * Format: date-time
             * @description Its device may swap from then on: a maintenance window.
             */
            swapNotBefore?: string;
            /**
             * Format: date-time
             * @description Its device may swap until then.
             */
            swapNotAfter?: string;
            /**
             * Format: date-time
             * @description Until then its application may put the swap off.
             */
            postponableUntil?: string;
            /** @description Missing if the result came without a receipt, or not yet. */
            receipt?: components["schemas"]["ReceiptAnswer"];
        };
        JobDetail: {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            campaign: number;
            device: string;
            /**
             * Format: int64
             * @description From 0. While the campaign is planned, the one in which the job is to be expected, or missing; missing also where the device was left out at the start.
             */
            wave?: number;
            /** @description The place that its device shares with others, where the campaign is spread over places. */
            place?: string;
            /** @enum {string} */
            state: "waiting" | "held" | "offered" | "running" | "backoff" | "soaking" | "succeeded" | "failed" | "rejected" | "cancelled" | "timed_out" | "excluded";
            /**
             * @description Why a held job may not begin now.
             * @enum {string}
             */
            hold?: "operator" | "window" | "campaign" | "place";
            /**
             * @description Last stage that the device reported.
             * @enum {string}
             */
            stage?: "accepted" | "downloading" | "checked" | "waiting" | "swapped" | "confirmed" | "mirroring" | "done" | "rejected" | "failed" | "reverted" | "cancelled";
            /**
             * Format: int64
             * @description Attempts begun.
             */
            attempts: number;
            /**
             * Format: int64
             * @description How many of them were offers that the device did not accept: they use up none of `retry.attempts`.
             */
            missedOffers?: number;
            /**
             * Format: int64
             * @description Blocks got, and blocks in all.
             */
            done?: number;
            /** Format: int64 */
            total?: number;
            /** @description Code of the fault of the last attempt, or why the device is excluded, as in docs/faults.md. */
            fault?: string;
            detail?: string;
            swap?: components["schemas"]["SwapAnswer"];
            timings?: components["schemas"]["TimingsAnswer"];
            /** Format: date-time */
            nextAttempt?: string;
            /** Format: date-time */
            deadline?: string;
            /**
             * Format: date-time
             * @description Until when the application of its device puts the swap off, by its own word.
             */
            postponedUntil?: string;
            /**
             * Format: date-time
             * @description When an operator had its device asked to stop.
             */
            cancelAsked?: string;
            /** Format: date-time */
            started?: string;
            /** Format: date-time */
            ended?: string;
            /**
             * @description Whether the receipt of the last attempt holds; missing if there is none, or not yet. `GET /jobs/{id}` shows what it says.
             * @enum {string}
             */
            receipt?: "proven" | "unproven";
            history: components["schemas"]["AttemptAnswer"][];
        };
        GroupRequest: {
            /**
             * @description Selections name it so: `group==canaries`.
             * @example canaries
             */
            name: string;
            /** @description Without it: the only project that the sender works in, or else default. */
            project?: string;
            /** @default  */
            description?: string;
            /**
             * @description Which devices are in it: a selection in RSQL (docs/selection.md), by the fields of `GET /devices`. Without it, the group is static: it lists its devices.
             * @example tags==canary;attr.site==hamburg
             */
            filter?: string;
        };
        GroupAnswer: {
            /** Format: uuid */
            id: string;
            project: string;
            name: string;
            description: string;
            /** @enum {string} */
            kind: "static" | "dynamic";
            /** @description Which devices are in it, if it is dynamic. */
            filter?: string;
            /**
             * Format: int64
             * @description How many devices it lists, if it is static.
             */
            devices?: number;
            /** Format: date-time */
            created: string;
            /** @description Name of who made it. */
            createdBy: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        GroupPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["GroupAnswer"][];
        };
        GroupChangeRequest: {
            description?: string;
            /**
             * @description Which devices are in it: a selection in RSQL (docs/selection.md), by the fields of `GET /devices`.
             * @example tags==canary;attr.site==hamburg
             */
            filter?: string;
        };
        GroupDevicesRequest: {
            /**
             * @example [
             *       "m-0001",
             *       "m-0002"
             *     ]
             */
            devices: string[];
        };
        AuthenticationRequest: {
            clientid: string;
            /** @description Must be the client id. */
            username: string;
            password?: string;
        };
        BrokerAnswer: {
            /** @enum {string} */
            result: "allow" | "deny";
        };
        AuthorizationRequest: {
            clientid: string;
            username: string;
            /** @enum {string} */
            action: "publish" | "subscribe";
            topic: string;
        };
        LivenessAnswer: {
            /** @enum {string} */
            status: "ok";
        };
        ReadinessAnswer: {
            /** @enum {string} */
            status: "ok" | "unavailable";
            /** @enum {string} */
            database: "ok" | "unavailable";
            /** @enum {string} */
            broker: "ok" | "unavailable";
            /** @enum {string} */
            storage: "ok" | "full";
            /**
             * @description Stands beside the others: one lost image is no reason to send every request away.
             * @enum {string}
             */
            images: "ok" | "unreadable";
            /** @enum {string} */
            rollout: "ok" | "stuck";
            /** @enum {string} */
            reports: "ok" | "stuck";
            /** @enum {string} */
            delivery: "ok" | "stuck";
            /**
             * @description `moved` does no harm by itself: it says why devices with good clocks may be refused, or were.
             * @enum {string}
             */
            clock: "ok" | "moved";
            /**
             * Format: double
             * @description Negative where it was set back.
             */
            clockMovedMs?: number;
        };
        DatabaseFigures: {
            /** @enum {string} */
            kind: "postgresql" | "embedded";
            /**
             * Format: int64
             * @description Rows inserted or updated by this server.
             */
            rowsWritten: number;
        };
        HttpFigures: {
            /** @description Connections open now. */
            open: number;
            /** @description Idle connections that were closed to make room. */
            shed: number;
            /** @description Connections that found no place. */
            refused: number;
            /** @description Connections closed because no request came in time. */
            silent: number;
        };
        DeviceFigures: {
            /**
             * @description How often each fault occurred, by code. `overloaded`: a connection found no place; `request_timeout`: a handshake or a first message did not come in time; `rate_exceeded`: a device or an address sent more than it may.
             * @example {
             *       "token_expired": 3,
             *       "rate_exceeded": 1
             *     }
             */
            faults: {
                [key: string]: number;
            };
        };
        ReportFigures: {
            /**
             * Format: int64
             * @description Reports that were older than what is known of their device: acknowledged, and without effect.
             */
            outdated: number;
        };
        AuditFigures: {
            /**
             * Format: int64
             * @description Sequence of its last entry.
             */
            sequence: number;
            /** @description How this server found its chain broken since it started; missing where it did not. */
            broken?: string;
        };
        TableFigures: {
            /** @example events */
            table: string;
            /**
             * Format: int64
             * @description On disk, with its indexes.
             */
            bytes: number;
        };
        Figures: {
            database: components["schemas"]["DatabaseFigures"];
            http: components["schemas"]["HttpFigures"];
            devices: components["schemas"]["DeviceFigures"];
            reports: components["schemas"]["ReportFigures"];
            audit: components["schemas"]["AuditFigures"];
            /** @description Tables of the database, largest first. */
            tables: components["schemas"]["TableFigures"][];
        };
        SelectionPreviewRequest: {
            /**
             * @description A selection in RSQL (docs/selection.md), by the fields of `GET /devices`.
             * @example tags==canary;attr.site=in=(hamburg,lyon);version<1.4.0;lastSeen>-P7D
             */
            filter: string;
            /** @description Of this product only. */
            product?: string;
            /**
             * Format: int64
             * @description How many of the devices to show.
             * @default 5
             */
            sample?: number;
        };
        SelectedVersionAnswer: {
            product: string;
            /** @description Missing for devices that never reported one. */
            version?: string;
            /** Format: int64 */
            devices: number;
        };
        SelectionPreviewAnswer: {
            /**
             * Format: int64
             * @description Devices that are selected; counted up to 100000.
             */
            count: number;
            /** @description Whether there are no more than `count`. */
            countIsExact: boolean;
            /** @description The first of them by id. */
            sample: components["schemas"]["DeviceAnswer"][];
            /** @description The devices by product and version that runs: the 50 most frequent ones. */
            versions: components["schemas"]["SelectedVersionAnswer"][];
        };
        WebhookRequest: {
            /** @example tickets of the workshop */
            name: string;
            /**
             * Format: uri
             * @description Where messages are posted to: by https, or by http to networks that a setting names.
             * @example https://hooks.example.org/twinbank
             */
            url: string;
            /** @description The one project whose events it gets. Without it: the only project that the sender administers, or else the whole installation. */
            project?: string;
            /**
             * @description The events that it gets, as docs/events.md has them; none is all.
             * @default []
             */
            events?: ("campaign_created" | "campaign_changed" | "campaign_deleted" | "campaign_approved" | "campaign_rejected" | "approval_voided" | "campaign_starting" | "campaign_scheduled" | "campaign_started" | "campaign_joined" | "campaign_paused" | "campaign_resumed" | "campaign_stopping" | "campaign_stopped" | "campaign_finished" | "campaign_rolling_back" | "gate_reached" | "gate_opened" | "rule_broken" | "control_worse" | "rule_passed" | "wave_advanced" | "attempt_failed" | "job_soaking" | "job_succeeded" | "job_failed" | "job_rejected" | "job_cancelled" | "job_ordered" | "job_timed_out" | "job_excluded" | "product_created" | "product_changed" | "product_signing_changed" | "product_deleted" | "product_moved" | "release_created" | "release_changed" | "release_withdrawn" | "devices_provisioned" | "device_changed" | "device_reactivated" | "device_deactivated" | "device_rekeyed" | "device_key_taken" | "device_moved" | "device_fault" | "clock_stepped" | "project_created" | "project_changed" | "project_deleted" | "token_issued" | "token_rotated" | "token_revoked" | "group_created" | "group_changed" | "group_devices_changed" | "group_deleted" | "webhook_created" | "webhook_changed" | "webhook_deleted" | "webhook_secret_rotated" | "webhook_tested" | "webhook_replayed" | "webhook_disabled" | "user_created" | "user_changed" | "user_disabled" | "user_enabled" | "user_deleted" | "password_changed" | "password_reset" | "session_started" | "session_ended")[];
            /**
             * @description Whether anything is sent to it.
             * @default true
             */
            enabled?: boolean;
        };
        WebhookSecretAnswer: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: uri */
            url: string;
            /** @description The one project whose events it gets; missing where it gets all. */
            project?: string;
            /** @description The events that it gets; none is all. */
            events: string[];
            enabled: boolean;
            /**
             * @description Why nothing is sent to it: an operator wants it so, it answered 410, or it failed for three days.
             * @enum {string}
             */
            disabled?: "operator" | "gone" | "failing";
            /** Format: date-time */
            created: string;
            /** @description Who made it. */
            createdBy: string;
            /**
             * Format: date-time
             * @description Since when nothing could be delivered.
             */
            failingSince?: string;
            /**
             * Format: date-time
             * @description Until when the secret before signs, too; missing once it does not.
             */
            previousSecretUntil?: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
            /**
             * Format: password
             * @description Begins with whsec_.
             * @example whsec_
             */
            secret: string;
        };
        WebhookAnswer: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: uri */
            url: string;
            /** @description The one project whose events it gets; missing where it gets all. */
            project?: string;
            /** @description The events that it gets; none is all. */
            events: string[];
            enabled: boolean;
            /**
             * @description Why nothing is sent to it: an operator wants it so, it answered 410, or it failed for three days.
             * @enum {string}
             */
            disabled?: "operator" | "gone" | "failing";
            /** Format: date-time */
            created: string;
            /** @description Who made it. */
            createdBy: string;
            /**
             * Format: date-time
             * @description Since when nothing could be delivered.
             */
            failingSince?: string;
            /**
             * Format: date-time
             * @description Until when the secret before signs, too; missing once it does not.
             */
            previousSecretUntil?: string;
            /**
             * @description Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.
             * @example mb2x0k1c.1
             */
            revision: string;
        };
        WebhookPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["WebhookAnswer"][];
        };
        WebhookChangeRequest: {
            /** @example tickets of the workshop */
            name?: string;
            /**
             * Format: uri
             * @example https://hooks.example.org/twinbank
             */
            url?: string;
            /** @description The events that it gets, as docs/events.md has them; none is all. */
            events?: ("campaign_created" | "campaign_changed" | "campaign_deleted" | "campaign_approved" | "campaign_rejected" | "approval_voided" | "campaign_starting" | "campaign_scheduled" | "campaign_started" | "campaign_joined" | "campaign_paused" | "campaign_resumed" | "campaign_stopping" | "campaign_stopped" | "campaign_finished" | "campaign_rolling_back" | "gate_reached" | "gate_opened" | "rule_broken" | "control_worse" | "rule_passed" | "wave_advanced" | "attempt_failed" | "job_soaking" | "job_succeeded" | "job_failed" | "job_rejected" | "job_cancelled" | "job_ordered" | "job_timed_out" | "job_excluded" | "product_created" | "product_changed" | "product_signing_changed" | "product_deleted" | "product_moved" | "release_created" | "release_changed" | "release_withdrawn" | "devices_provisioned" | "device_changed" | "device_reactivated" | "device_deactivated" | "device_rekeyed" | "device_key_taken" | "device_moved" | "device_fault" | "clock_stepped" | "project_created" | "project_changed" | "project_deleted" | "token_issued" | "token_rotated" | "token_revoked" | "group_created" | "group_changed" | "group_devices_changed" | "group_deleted" | "webhook_created" | "webhook_changed" | "webhook_deleted" | "webhook_secret_rotated" | "webhook_tested" | "webhook_replayed" | "webhook_disabled" | "user_created" | "user_changed" | "user_disabled" | "user_enabled" | "user_deleted" | "password_changed" | "password_reset" | "session_started" | "session_ended")[];
            /** @description A webhook that the server disabled is enabled in this way, too. */
            enabled?: boolean;
        };
        SecretRotationRequest: {
            /**
             * Format: int64
             * @description Seconds for which messages carry a signature by the secret before, too.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        DeliveryAnswer: {
            /**
             * Format: int64
             * @description The header webhook-id has it, after msg_.
             */
            id: number;
            event: components["schemas"]["EventAnswer"];
            /** @enum {string} */
            state: "waiting" | "delivered" | "dead";
            /**
             * Format: int64
             * @description Attempts so far, or since it was last replayed.
             */
            attempts: number;
            /** Format: date-time */
            created: string;
            /**
             * Format: date-time
             * @description When it is sent next; only while it waits.
             */
            due?: string;
            /**
             * Format: date-time
             * @description When it was sent last.
             */
            tried?: string;
            /** Format: date-time */
            ended?: string;
            /**
             * Format: int64
             * @description HTTP status of the last answer; missing where there was none.
             */
            lastStatus?: number;
            /**
             * @description Code of the fault of the last attempt.
             * @example webhook_timeout
             */
            lastFault?: string;
        };
        ReplayAnswer: {
            /** Format: int64 */
            replayed: number;
        };
        DeliveryPage: {
            /** @description Give it as `after` for the next page; missing on the last one. */
            next?: string;
            /**
             * Format: int64
             * @description How many there are on all pages, where the query asks for it; counted up to 100000.
             */
            total?: number;
            /** @description Whether there are no more than `total`. */
            totalIsExact?: boolean;
            items: components["schemas"]["DeliveryAnswer"][];
        };
        /** @description What went wrong [RFC 9457]. */
        Problem: {
            type: string;
            /** @description What the code means, the same at every occurrence. */
            title: string;
            status: number;
            /** @description What was wrong with this request. */
            detail: string;
            /** @description Id of the request, as in the header x-request-id. */
            instance: string;
            /**
             * @description Stable code, as in docs/faults.md.
             * @enum {string}
             */
            code: "message_too_large" | "message_malformed" | "request_invalid" | "selection_invalid" | "cursor_mismatched" | "media_type_unsupported" | "method_not_allowed" | "expectation_failed" | "not_found" | "unauthorized" | "forbidden" | "conflict" | "precondition_required" | "precondition_failed" | "idempotency_key_in_use" | "idempotency_key_reused" | "answer_not_kept" | "request_timeout" | "overloaded" | "storage_full" | "internal" | "project_unknown" | "project_exists" | "product_not_empty" | "hardware_unknown" | "hardware_in_use" | "project_not_empty" | "quota_exceeded" | "rate_limited" | "product_unknown" | "product_exists" | "part_unknown" | "release_unknown" | "release_exists" | "release_withdrawn" | "image_unreadable" | "release_in_use" | "upload_incomplete" | "image_empty" | "image_too_large" | "intel_hex_invalid" | "s_record_invalid" | "elf_foreign" | "elf_truncated" | "elf_invalid" | "elf_overlapping" | "elf_too_large" | "dwarf_invalid" | "dwarf_too_large" | "place_unknown" | "package_invalid" | "package_truncated" | "package_too_large" | "package_digest_mismatch" | "package_contradicts_image" | "package_mismatch" | "package_sections_unsupported" | "signature_algorithm" | "signature_repeated" | "signatures_missing" | "signing_key_unknown" | "release_unsigned" | "manifest_key_missing" | "signing_key_private" | "signing_key_unsupported" | "signing_policy_invalid" | "signing_policy_outdated" | "image_not_bootable" | "image_wrong_format" | "image_without_agent" | "image_mismatch" | "counter_too_low" | "device_unknown" | "name_reserved" | "device_exists" | "device_inactive" | "device_active" | "product_foreign" | "jobs_removed" | "campaign_unknown" | "job_transition" | "job_force_quit" | "campaign_transition" | "approval_needed" | "plan_grown" | "approver_is_author" | "approver_not_person" | "group_unknown" | "group_exists" | "group_in_use" | "group_dynamic" | "group_static" | "attributes_full" | "device_in_campaign" | "devices_in_campaigns" | "already_installed" | "beyond_last_wave" | "campaign_empty" | "token_missing" | "token_invalid" | "token_expired" | "token_revoked" | "token_unknown" | "token_ended" | "token_outdated" | "token_last_admin" | "key_replaced" | "token_foreign" | "identity_contested" | "topic_forbidden" | "rate_exceeded" | "user_unknown" | "user_exists" | "user_disabled" | "user_of_service" | "user_of_issuer" | "password_weak" | "password_secret_invalid" | "wrong_credentials" | "identity_locked" | "session_missing" | "session_ended" | "session_expired" | "session_unknown" | "request_forged" | "oidc_disabled" | "oidc_unavailable" | "oidc_refused" | "oidc_state_invalid" | "oidc_state_expired" | "oidc_token_invalid" | "oidc_without_role" | "webhook_unknown" | "delivery_unknown" | "webhook_disabled" | "webhook_address_refused" | "webhook_timeout" | "webhook_unreachable" | "webhook_refused" | "webhook_redirected" | "webhook_secret_unreadable" | "webhook_not_tried" | "unknown_transfer" | "want_out_of_range" | "job_closed" | "transfer_exhausted" | "signature_invalid" | "manifest_malformed" | "ticket_malformed" | "ticket_foreign" | "ticket_expired" | "ticket_replayed" | "ticket_mismatch" | "product_mismatch" | "part_mismatch" | "hardware_mismatch" | "boot_rom_too_old" | "image_linked_elsewhere" | "cipher_unsupported" | "encryption_required" | "no_room" | "single_bank_mode" | "swap_section_differs" | "ram_layout_refused" | "block_digest_mismatch" | "download_stalled" | "image_digest_mismatch" | "image_crc_mismatch" | "flash_error" | "slot_not_found" | "window_missed" | "superseded" | "slice_stopped" | "self_test_failed" | "confirm_timeout" | "reset_before_confirm" | "health_resets" | "health_watchdog" | "health_deadlines" | "health_rule_broken" | "health_missing" | "soak_not_seen" | "soak_release_left" | "receipt_invalid" | "receipt_mismatch" | "job_timeout" | "revert_image_missing" | "revert_image_held" | "control_group" | "kind_unsupported" | "stage_accepted" | "stage_progress" | "stage_swap" | "stage_confirm" | "job_cancelled" | "outcome_unexpected";
            /** @description Small values that help a program: limits, the offending field. */
            facts?: {
                [key: string]: string | number | boolean;
            };
        };
        /** @description A campaign was written down. */
        CampaignCreatedMessage: {
            /** @enum {string} */
            type: "campaign_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the campaign */
                    name: string;
                    /** @description name of the product */
                    product: string;
                    /** @description version that it brings */
                    release: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign that was not started yet was written anew. */
        CampaignChangedMessage: {
            /** @enum {string} */
            type: "campaign_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the campaign */
                    name: string;
                    /** @description name of the product */
                    product: string;
                    /** @description version that it brings */
                    release: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign that was never started was deleted. */
        CampaignDeletedMessage: {
            /** @enum {string} */
            type: "campaign_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the campaign */
                    name: string;
                    /** @description name of the product */
                    product: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Somebody who did not write a campaign approved it as it is. */
        CampaignApprovedMessage: {
            /** @enum {string} */
            type: "campaign_approved";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description devices for which it was approved */
                    devices: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Somebody rejected a campaign as it is; the reason has why. */
        CampaignRejectedMessage: {
            /** @enum {string} */
            type: "campaign_rejected";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign that was approved was changed, so that it must be approved anew. */
        ApprovalVoidedMessage: {
            /** @enum {string} */
            type: "approval_voided";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description name of whoever had approved it */
                    approvedBy: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign was started; its devices are being looked at. */
        CampaignStartingMessage: {
            /** @enum {string} */
            type: "campaign_starting";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description number of waves */
                    waves: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign was started; it begins by itself at its start time. */
        CampaignScheduledMessage: {
            /** @enum {string} */
            type: "campaign_scheduled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description when it begins */
                    at: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Every device was looked at: tickets go out. */
        CampaignStartedMessage: {
            /** @enum {string} */
            type: "campaign_started";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description devices that have a job */
                    jobs: number;
                    /** @description devices that were left out */
                    excluded: number;
                    /** @description number of waves */
                    waves: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Devices that began to match a dynamic campaign got a job. */
        CampaignJoinedMessage: {
            /** @enum {string} */
            type: "campaign_joined";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description how many */
                    devices: number;
                    /** @description ids of the first of them */
                    sample: string[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign was paused, by somebody or by one of its rules. */
        CampaignPausedMessage: {
            /** @enum {string} */
            type: "campaign_paused";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description operator, or the rule that paused it */
                    rule: string;
                    /** @description jobs that failed */
                    failed?: number;
                    /** @description jobs that ended */
                    ended?: number;
                    /** @description index of the wave, from 0 */
                    wave?: number;
                    /** @description the slice of the fleet that the rule judged */
                    slice?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A paused campaign was resumed; the failures so far are accepted. */
        CampaignResumedMessage: {
            /** @enum {string} */
            type: "campaign_resumed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description the rule for which it was paused */
                    pausedFor: string;
                    /** @description jobs that failed so far */
                    failed: number;
                    /** @description jobs that ended so far */
                    ended: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign is being stopped: open jobs are cancelled. */
        CampaignStoppingMessage: {
            /** @enum {string} */
            type: "campaign_stopping";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A campaign was stopped, and no job of it is open any more. */
        CampaignStoppedMessage: {
            /** @enum {string} */
            type: "campaign_stopped";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description jobs that count for the campaign’s rules */
                    jobs?: number;
                    /** @description jobs that succeeded */
                    succeeded?: number;
                    /** @description jobs that failed */
                    failed?: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Every job of a campaign has ended. */
        CampaignFinishedMessage: {
            /** @enum {string} */
            type: "campaign_finished";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description jobs that count for the campaign’s rules */
                    jobs?: number;
                    /** @description jobs that succeeded */
                    succeeded?: number;
                    /** @description jobs that failed */
                    failed?: number;
                    /** @description devices that were left out */
                    excluded?: number;
                    /** @description number of waves */
                    waves?: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The devices of a campaign are to go back to what they ran before: it stops, and campaigns for that follow. */
        CampaignRollingBackMessage: {
            /** @enum {string} */
            type: "campaign_rolling_back";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A wave was good enough; the next one waits for somebody to open its gate. */
        GateReachedMessage: {
            /** @enum {string} */
            type: "gate_reached";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description index of the wave that waits, from 0 */
                    wave: number;
                    /** @description jobs that succeeded so far */
                    succeeded: number;
                    /** @description jobs that count so far */
                    counted: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Somebody opened the gate of a wave. */
        GateOpenedMessage: {
            /** @enum {string} */
            type: "gate_opened";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description index of the wave, from 0 */
                    wave: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A rule of a campaign was broken that does not pause or stop all of it. */
        RuleBrokenMessage: {
            /** @enum {string} */
            type: "rule_broken";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description name of the rule */
                    rule: string;
                    /** @description what the rule does */
                    action: string;
                    /** @description jobs that failed */
                    failed: number;
                    /** @description jobs that ended */
                    ended: number;
                    /** @description the slice of the fleet that the rule judged */
                    slice?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description By a rule of a campaign, updated devices fare worse than those that were held back as control. */
        ControlWorseMessage: {
            /** @enum {string} */
            type: "control_worse";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description name of the rule */
                    rule: string;
                    /** @description what the rule does */
                    action: string;
                    /** @description updated devices that were compared */
                    devices: number;
                    /** @description devices of the control group that were compared */
                    control: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The test of a rule says that the release is good; the rule is not judged any more there. */
        RulePassedMessage: {
            /** @enum {string} */
            type: "rule_passed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description name of the rule */
                    rule: string;
                    /** @description jobs that failed */
                    failed: number;
                    /** @description jobs that ended */
                    ended: number;
                    /** @description the slice of the fleet that the rule judged */
                    slice?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A wave was good enough, and the next one began. */
        WaveAdvancedMessage: {
            /** @enum {string} */
            type: "wave_advanced";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description index of the wave that began, from 0 */
                    wave: number;
                    /** @description jobs that succeeded so far */
                    succeeded: number;
                    /** @description jobs that count so far */
                    counted: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description An attempt failed; another one follows. */
        AttemptFailedMessage: {
            /** @enum {string} */
            type: "attempt_failed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device runs the release, and is watched before it counts. */
        JobSoakingMessage: {
            /** @enum {string} */
            type: "job_soaking";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device runs the release. */
        JobSucceededMessage: {
            /** @enum {string} */
            type: "job_succeeded";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description An update failed for good. */
        JobFailedMessage: {
            /** @enum {string} */
            type: "job_failed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device refused, or would refuse, the release. */
        JobRejectedMessage: {
            /** @enum {string} */
            type: "job_rejected";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A job was cancelled after its device had a ticket, or because its device was deactivated. */
        JobCancelledMessage: {
            /** @enum {string} */
            type: "job_cancelled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description An operator paused or resumed a job, or had its device asked to stop. */
        JobOrderedMessage: {
            /** @enum {string} */
            type: "job_ordered";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason: string;
                    /** @description pause, resume or cancel */
                    order: string;
                    /** @description of the job, after it */
                    state: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device did not finish in time. */
        JobTimedOutMessage: {
            /** @enum {string} */
            type: "job_timed_out";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device was left out after the start, because it could not take the release. */
        JobExcludedMessage: {
            /** @enum {string} */
            type: "job_excluded";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description why, in a sentence */
                    reason?: string;
                    /** @description attempts begun so far */
                    attempts?: number;
                    /** @description last stage that the device reported */
                    stage?: string;
                    /** @description code of the fault, as docs/faults.md has it */
                    fault?: string;
                    /** @description what the device or the server says of it */
                    detail?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A product was made. */
        ProductCreatedMessage: {
            /** @enum {string} */
            type: "product_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description its MCU part */
                    part: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The hardware revisions of a product, or how its updates end, were changed. */
        ProductChangedMessage: {
            /** @enum {string} */
            type: "product_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description its hardware revisions now */
                    hardware: string[];
                    /** @description how its updates end now */
                    finishPolicy: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Who may sign the releases of a product was changed. */
        ProductSigningChangedMessage: {
            /** @enum {string} */
            type: "product_signing_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description the ids of the keys that may sign now */
                    keys: string[];
                    /** @description how many of them have to */
                    threshold: number;
                    /** @description whether the server’s own key may sign */
                    serverKey: boolean;
                    /** @description the ids of the keys that signed this change; missing if none had to */
                    signedBy?: string[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A product that had neither device nor release nor campaign was deleted. */
        ProductDeletedMessage: {
            /** @enum {string} */
            type: "product_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A product was moved to another project: an event in each, which does not name the other. */
        ProductMovedMessage: {
            /** @enum {string} */
            type: "product_moved";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description whether it came here; else it left */
                    here: boolean;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A release was uploaded: an image, which the server signed, or a package that its team had signed. */
        ReleaseCreatedMessage: {
            /** @enum {string} */
            type: "release_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description version of the release */
                    version: string;
                    /** @description its security counter */
                    counter: number;
                    /** @description SHA-256 of its code, in hexadecimal */
                    sha256: string;
                    /** @description the ids of the keys that signed its package; missing if the server signed */
                    signedBy?: string[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The notes or the labels of a release were changed. */
        ReleaseChangedMessage: {
            /** @enum {string} */
            type: "release_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description version of the release */
                    version: string;
                    /** @description its labels now */
                    labels: string[];
                    /** @description its notes now */
                    notes?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A release was taken back. */
        ReleaseWithdrawnMessage: {
            /** @enum {string} */
            type: "release_withdrawn";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description version of the release */
                    version: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Devices were made known, and their root keys were shown. */
        DevicesProvisionedMessage: {
            /** @enum {string} */
            type: "devices_provisioned";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description devices that are new */
                    created: number;
                    /** @description devices whose keys were shown once more to the same request */
                    repeated?: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description What is written down about a device was changed, or its hardware revision. */
        DeviceChangedMessage: {
            /** @enum {string} */
            type: "device_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description its tags now */
                    tags: string[];
                    /** @description its hardware revision now */
                    hardware: string;
                    /** @description its attributes now */
                    attributes?: {
                        [key: string]: unknown;
                    };
                    /** @description its name now */
                    name?: string;
                    /** @description its note now */
                    note?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device that was thrown out may connect again. */
        DeviceReactivatedMessage: {
            /** @enum {string} */
            type: "device_reactivated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device was thrown out. */
        DeviceDeactivatedMessage: {
            /** @enum {string} */
            type: "device_deactivated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device was given another root key, which was shown; it waits for the device to sign in with it. */
        DeviceRekeyedMessage: {
            /** @enum {string} */
            type: "device_rekeyed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description epoch of the new key */
                    epoch: number;
                    /** @description generation of the new key */
                    generation: number;
                    /**
                     * Format: date-time
                     * @description when the one in use is refused, unless the device uses the new one before
                     */
                    oldUntil: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The root key that a device was given is the one in use; the one before is refused from now on. */
        DeviceKeyTakenMessage: {
            /** @enum {string} */
            type: "device_key_taken";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description epoch of the new key */
                    epoch: number;
                    /** @description generation of the new key */
                    generation: number;
                    /** @description sign-in, if the device signed in with it; time, if the one before had come to its end */
                    cause: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A deactivated device was made one of another product, with another root key, which was shown; the one before is good for nothing. */
        DeviceMovedMessage: {
            /** @enum {string} */
            type: "device_moved";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the product */
                    product: string;
                    /** @description its hardware revision now */
                    hardware: string;
                    /** @description epoch of the new key */
                    epoch: number;
                    /** @description generation of the new key */
                    generation: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A device, or whoever claims to be it, did something wrong: at most once a minute for each fault and origin. */
        DeviceFaultMessage: {
            /** @enum {string} */
            type: "device_fault";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description code of the fault, as docs/faults.md has it */
                    code: string;
                    /** @description what it was */
                    detail: string;
                    /** @description id that was claimed */
                    device?: string;
                    /** @description where it came from */
                    address?: string;
                    /** @description how often the same happened since the event before */
                    meanwhile?: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The clock of a server’s machine was moved. */
        ClockSteppedMessage: {
            /** @enum {string} */
            type: "clock_stepped";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description by how many milliseconds */
                    stepMs: number;
                    /** @description attempts whose deadline was set right */
                    attempts: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A project was made. */
        ProjectCreatedMessage: {
            /** @enum {string} */
            type: "project_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description its title */
                    title: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The title or the quotas of a project were changed, how long it keeps its records, or whether its campaigns need an approval. */
        ProjectChangedMessage: {
            /** @enum {string} */
            type: "project_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description its title now */
                    title: string;
                    /** @description its quotas now; one that is missing is none */
                    limits: {
                        /** @description most active devices */
                        devices?: number;
                        /** @description most bytes of stored images */
                        storageBytes?: number;
                        /** @description most requests per minute */
                        requestsPerMinute?: number;
                    };
                    /** @description whether its campaigns need an approval now */
                    campaignsNeedApproval?: boolean;
                    /** @description how long it keeps its records now; what is missing is as the installation says */
                    keep?: {
                        /** @description days that events are kept */
                        eventsDays?: number;
                        /** @description most events */
                        events?: number;
                        /** @description days that jobs are kept after the end of their campaign */
                        jobsDays?: number;
                    };
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A project was deleted. */
        ProjectDeletedMessage: {
            /** @enum {string} */
            type: "project_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A token was made. */
        TokenIssuedMessage: {
            /** @enum {string} */
            type: "token_issued";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the token */
                    id: string;
                    /** @description its name */
                    name: string;
                    /** @description what it allows */
                    roles: string[];
                    /** @description name of whoever did it */
                    by: string;
                    /** @description the one project that it is for */
                    project?: string;
                    /** @description the user to whom it belongs */
                    owner?: string;
                    /** @description id of the token that it takes the place of */
                    replaces?: string;
                    /**
                     * Format: date-time
                     * @description when the one before ends
                     */
                    ends?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A token was made in the place of another. */
        TokenRotatedMessage: {
            /** @enum {string} */
            type: "token_rotated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the token */
                    id: string;
                    /** @description its name */
                    name: string;
                    /** @description what it allows */
                    roles: string[];
                    /** @description name of whoever did it */
                    by: string;
                    /** @description the one project that it is for */
                    project?: string;
                    /** @description the user to whom it belongs */
                    owner?: string;
                    /** @description id of the token that it takes the place of */
                    replaces?: string;
                    /**
                     * Format: date-time
                     * @description when the one before ends
                     */
                    ends?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A token was revoked. */
        TokenRevokedMessage: {
            /** @enum {string} */
            type: "token_revoked";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the token */
                    id: string;
                    /** @description its name */
                    name: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A group of devices was made. */
        GroupCreatedMessage: {
            /** @enum {string} */
            type: "group_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the group */
                    group: string;
                    /** @description its name */
                    name: string;
                    /** @description which devices are in it */
                    filter?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A group was described otherwise, or has another filter. */
        GroupChangedMessage: {
            /** @enum {string} */
            type: "group_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the group */
                    group: string;
                    /** @description its name */
                    name: string;
                    /** @description which devices are in it now */
                    filter?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Devices were added to a static group, or taken out of it. */
        GroupDevicesChangedMessage: {
            /** @enum {string} */
            type: "group_devices_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the group */
                    group: string;
                    /** @description its name */
                    name: string;
                    /** @description devices that are new in it */
                    added: number;
                    /** @description devices that are no longer in it */
                    removed: number;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A group was deleted. */
        GroupDeletedMessage: {
            /** @enum {string} */
            type: "group_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the group */
                    group: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A webhook was made. */
        WebhookCreatedMessage: {
            /** @enum {string} */
            type: "webhook_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A webhook was changed, enabled or disabled. */
        WebhookChangedMessage: {
            /** @enum {string} */
            type: "webhook_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A webhook was deleted. */
        WebhookDeletedMessage: {
            /** @enum {string} */
            type: "webhook_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A webhook has another secret. */
        WebhookSecretRotatedMessage: {
            /** @enum {string} */
            type: "webhook_secret_rotated";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A webhook was sent a test. */
        WebhookTestedMessage: {
            /** @enum {string} */
            type: "webhook_tested";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Something was sent to a webhook once more. */
        WebhookReplayedMessage: {
            /** @enum {string} */
            type: "webhook_replayed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The server disabled a webhook. */
        WebhookDisabledMessage: {
            /** @enum {string} */
            type: "webhook_disabled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description id of the webhook */
                    webhook: string;
                    /** @description its name */
                    name: string;
                    /** @description gone: it answered 410; failing: for three days */
                    reason: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A person or a service account was made known. */
        UserCreatedMessage: {
            /** @enum {string} */
            type: "user_created";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Name, address or roles of a user were changed. */
        UserChangedMessage: {
            /** @enum {string} */
            type: "user_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A user was disabled. */
        UserDisabledMessage: {
            /** @enum {string} */
            type: "user_disabled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A user was enabled again. */
        UserEnabledMessage: {
            /** @enum {string} */
            type: "user_enabled";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A user was deleted. */
        UserDeletedMessage: {
            /** @enum {string} */
            type: "user_deleted";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A person has a new password. */
        PasswordChangedMessage: {
            /** @enum {string} */
            type: "password_changed";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A password ended; a new one can be set. */
        PasswordResetMessage: {
            /** @enum {string} */
            type: "password_reset";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description A person signed in. */
        SessionStartedMessage: {
            /** @enum {string} */
            type: "session_started";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the person */
                    user: string;
                    /** @description how they signed in */
                    method: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description The session of a browser was ended. */
        SessionEndedMessage: {
            /** @enum {string} */
            type: "session_ended";
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["EventAnswer"] & {
                data?: {
                    /** @description name of the user */
                    user: string;
                    /** @description name of whoever did it */
                    by: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    TokensController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (text): its id; == != =in= =out=
                 *     * `name` (text): its name; == != =in= =out=
                 *     * `owner` (text, may be missing): user to whom it belongs; == != =in= =out= =null=
                 *     * `project` (text, may be missing): project in which it is good; == != =in= =out= =null=
                 *     * `roles` (texts): its roles: viewer, operator, releaser, factory, approver, admin, installation-admin, auditor, broker; == != =in= =out=
                 *     * `createdBy` (text): name of who had it made; == != =in= =out=
                 *     * `created` (time): when it was made; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `expires` (time): when it ends; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `lastUsed` (time, may be missing): when it was last used; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `revoked` (time, may be missing): when it was revoked; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id, name, owner, project, created, expires, lastUsed, revoked. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, name, roles, project, owner, state, current, created, createdBy, expires, replaces, lastUsed, revoked, revokedBy. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenRecordPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows token.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TokensController_issue: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows token.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown, user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TokensController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenRecord"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows token.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TokensController_revoke: {
        parameters: {
            query?: {
                /** @description Also where no other token of an administrator is left. The way back is a restart of a server: it makes another. */
                force?: boolean;
            };
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenRecord"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows token.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, token_last_admin */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TokensController_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows token.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, token_ended */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `name` (text): name; == != =in= =out=
                 *     * `kind` (person | service): person or service account; == != =in= =out=
                 *     * `displayName` (text): how they are called; == != =in= =out=
                 *     * `email` (text, may be missing): e-mail address; == != =in= =out= =null=
                 *     * `role` (texts, may be missing): a role that they have: viewer, operator, releaser, factory, approver, admin, installation-admin, auditor, broker; == != =in= =out= =null=
                 *     * `project` (texts, may be missing): a project in which they have a role; == != =in= =out= =null=
                 *     * `disabled` (boolean): whether they are disabled; == !=
                 *     * `created` (time): when they were made; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `lastSignIn` (time, may be missing): last sign-in; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: name, displayName, email, created, lastSignIn. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: name, kind, displayName, email, grants, state, signsInBy, issuer, secretUntil, created, createdBy, lastSignIn, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
                kind?: "person" | "service";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreatedAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, user_exists, user_of_service */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused, password_weak */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDeletedAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown, user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_disable: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_enable: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_resetPassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordSecretAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows user.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, user_of_service */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_give: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows grant.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown, user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UsersController_take: {
        parameters: {
            query: {
                role: "viewer" | "operator" | "releaser" | "factory" | "approver" | "admin" | "installation-admin" | "auditor" | "broker";
                /** @description The project in which it holds; without one, everywhere. */
                project?: string;
            };
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows grant.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UserSessionsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `method` (password | oidc): how they signed in; == != =in= =out=
                 *     * `address` (text): address that they signed in from; == != =in= =out=
                 *     * `created` (time): when they signed in; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `lastUsed` (time): when it was last used; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `expires` (time): when it ends at the latest; == != =in= =out= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: address, created, lastUsed, expires. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, method, address, agent, current, created, lastUsed, expires. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionRecordPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: it concerns somebody else, whom no role lets one manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UserSessionsController_endAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: it concerns somebody else, whom no role lets one manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UserSessionsController_end: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                user: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: it concerns somebody else, whom no role lets one manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_unknown, user_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: it concerns somebody else, whom no role lets one manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description wrong_credentials */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_forged, user_disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description identity_locked */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_end: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: it concerns somebody else, whom no role lets one manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_missing */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized, wrong_credentials */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: it concerns somebody else, whom no role lets one manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_missing */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description password_weak */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description identity_locked, rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SessionController_set: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordSetRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordSetAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description password_secret_invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_forged, user_disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description password_weak */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OidcController_ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInWays"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OidcController_start: {
        parameters: {
            query?: {
                /** @description A path on this server, and nothing else. */
                return?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the identity provider. */
            302: {
                headers: {
                    /** @description Where the browser goes. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description oidc_disabled */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description oidc_unavailable, overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    OidcController_callback: {
        parameters: {
            query?: {
                error_description?: string;
                error?: string;
                iss?: string;
                state?: string;
                code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in; to the path that was asked for. */
            302: {
                headers: {
                    /** @description Where the browser goes. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description oidc_state_expired, oidc_state_invalid, oidc_token_invalid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description oidc_refused, oidc_without_role, user_disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description oidc_disabled */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description oidc_unavailable, overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AuditController_list: {
        parameters: {
            query?: {
                /** @description Name of who did it. */
                actor?: string;
                action?: string;
                /** @description An object, and everything below it. */
                object?: string;
                outcome?: "done" | "refused";
                /** @description Id of the request. */
                request?: string;
                /** @description Only what happened in this project. */
                project?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `sequence` (number): its place in the chain; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `at` (time): when it was done; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `actor` (text, may be missing): name of who did it; == != =in= =out= =null=
                 *     * `request` (text, may be missing): id of the request; == != =in= =out= =null=
                 *     * `action` (text): what was done; == != =in= =out=
                 *     * `object` (text): address of what it was done to; == != =in= =out=
                 *     * `outcome` (done | refused): done or refused; == != =in= =out=
                 *     * `code` (text, may be missing): code of the fault; == != =in= =out= =null=
                 *     * `project` (text, may be missing): its project; == != =in= =out= =null=
                 *     * `reason` (text, may be missing): why; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: sequence, at, action, object. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: sequence, at, actor, action, object, outcome, code, count, project, reason, before, after, hash. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows audit.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AuditController_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditKeys"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows audit.export */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    AuditController_export: {
        parameters: {
            query?: {
                /** @description Sequence of the last entry that you have; without it, from the oldest on. */
                after?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows audit.export */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EventsController_stream: {
        parameters: {
            query?: {
                /** @description Id of a campaign. */
                campaign?: number;
                /** @description Id of a device. */
                device?: string;
            };
            header?: {
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows event.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EventsController_log: {
        parameters: {
            query?: {
                /** @description Id of a campaign. */
                campaign?: number;
                /** @description Id of a device. */
                device?: string;
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `at` (time): when it happened; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `kind` (text): what happened; == != =in= =out=
                 *     * `campaign` (number, may be missing): number of its campaign; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `job` (number, may be missing): number of its job; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `device` (text, may be missing): id of its device; == != =in= =out= =null=
                 *     * `project` (text, may be missing): its project; == != =in= =out= =null=
                 *     * `actor` (text, may be missing): name of who did it; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, at, kind, campaign, job, device, project, actor, data. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows event.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `name` (text): its name; == != =in= =out=
                 *     * `title` (text): its title; == != =in= =out=
                 *     * `created` (time): when it was made; == != =in= =out= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: name, created. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: name, title, quotas, keep, campaignsNeedApproval, created, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows project.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectRequest"];
            };
        };
        responses: {
            /** @description It was there already. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectAnswer"];
                };
            };
            /** @description The project was made. */
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows project.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, project_exists */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectDetail"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows project.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project as it was. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows project.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, project_not_empty */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProjectsController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows project.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `name` (text): its name; == != =in= =out=
                 *     * `project` (text): its project; == != =in= =out=
                 *     * `part` (text): model of its microcontroller; == != =in= =out=
                 *     * `hardware` (texts): hardware revisions; == != =in= =out=
                 *     * `finishPolicy` (text): what follows a swap; == != =in= =out=
                 *     * `agent` (text): whose agent its devices run; == != =in= =out=
                 *     * `created` (time): when it was made; == != =in= =out= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: name, project, part, created. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: name, project, part, bankBytes, imageBytesMax, hardware, finishPolicy, allowUnencrypted, agent, signing, created, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductList"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductRequest"];
            };
        };
        responses: {
            /** @description It was there already. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description The product was made. */
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description message_malformed, part_unknown, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.create */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, product_exists */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The product as it was. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.change */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, product_not_empty */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.change */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, hardware_in_use, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_sign: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SigningChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description message_malformed, request_invalid, signing_key_private, signing_key_unsupported, signing_policy_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.signing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, signing_policy_outdated */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused, signature_algorithm, signature_invalid, signature_repeated, signatures_missing, signing_key_unknown */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProductsController_move: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductMove"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows product.move */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown, project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, group_in_use, idempotency_key_in_use, quota_exceeded */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleasesController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `version` (version): its version; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `counter` (number): security counter; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `state` (available | withdrawn): whether campaigns can bring it; == != =in= =out=
                 *     * `hardware` (texts): hardware revisions that it is for; == != =in= =out=
                 *     * `labels` (texts, may be missing): labels that people gave it; == != =in= =out= =null=
                 *     * `streamLength` (number): bytes that are sent; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `manifestDigest` (text): digest of its manifest; == != =in= =out=
                 *     * `created` (time): when it was uploaded; == != =in= =out= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: version, counter, streamLength, created. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: product, version, counter, state, hardware, image, file, findings, modes, ramLayout, parts, blockSize, blocks, streamLength, manifestDigest, notes, labels, created, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleasePage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows release.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleasesController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
            };
            path: {
                product: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ReleaseForm"];
                "application/vnd.twinbank.package": Blob;
            };
        };
        responses: {
            /** @description The same upload came before. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseDetail"];
                };
            };
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseDetail"];
                };
            };
            /** @description elf_invalid, elf_truncated, image_empty, intel_hex_invalid, message_malformed, package_invalid, package_truncated, request_invalid, s_record_invalid, upload_incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows release.upload */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description counter_too_low, manifest_key_missing, quota_exceeded, release_exists, release_unsigned */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description elf_too_large, image_too_large, message_too_large, package_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description elf_foreign, elf_overlapping, image_linked_elsewhere, image_mismatch, image_not_bootable, image_without_agent, image_wrong_format, manifest_malformed, package_contradicts_image, package_digest_mismatch, package_mismatch, package_sections_unsupported, place_unknown, signature_algorithm, signature_invalid, signature_repeated, signatures_missing, signing_key_unknown */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage_full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleasesController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseDetail"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows release.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown, release_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleasesController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                product: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows release.describe */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown, release_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReleasesController_withdraw: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                product: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows release.withdraw */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description product_unknown, release_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, release_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ProvisioningController_bulk: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request, so that it can be sent again: 16 to 128 characters that nobody guesses, such as a UUID. */
                "Idempotency-Key"?: string;
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.provision */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceBulkController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.change */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceBulkController_changeSelected: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkSelectedChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkSelectedAnswer"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.change */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceBulkController_deactivate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkDevicesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.deactivate */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DeviceBulkController_reactivate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkDevicesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.reactivate */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (text): its id; == != =in= =out=
                 *     * `product` (text): name of its product; == != =in= =out=
                 *     * `project` (text): project of its product; == != =in= =out=
                 *     * `hardware` (text): hardware revision; == != =in= =out=
                 *     * `name` (text, may be missing): what people call it; == != =in= =out= =null=
                 *     * `tags` (texts, may be missing): tags that people gave it; == != =in= =out= =null=
                 *     * `attr.*` (attributes, may be missing): an attribute that people gave it, such as `attr.site`; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `reported.*` (attributes, may be missing): an attribute that it reported itself, such as `reported.line`; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `group` (group): a group of its project that lists or selects it; == != =in= =out=
                 *     * `state` (active | inactive): whether it is admitted; == != =in= =out=
                 *     * `online` (boolean): whether it is connected; == !=
                 *     * `version` (version, may be missing): version that runs; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `confirmed` (boolean, may be missing): whether what runs passed its self-test; == != =null=
                 *     * `bank` (number, may be missing): bank that runs; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `counter` (number, may be missing): security counter; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `epoch` (number): epoch of its master key; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `generation` (number): how often it was re-keyed before its root key; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `nextKey.oldUntil` (time, may be missing): until when its old root key is good, while a new one waits; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `lastSeen` (time, may be missing): its last message; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `lastRefusal.code` (text, may be missing): why it was last refused; == != =in= =out= =null=
                 *     * `lastRefusal.at` (time, may be missing): when it was last refused; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `identityContested` (time, may be missing): when two devices last seemed to have its identity; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `created` (time): when it was made known; == != =in= =out= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id, product, version, lastSeen, created. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, product, hardware, name, note, tags, attributes, reported, state, online, epoch, generation, nextKey, running, counter, lastSeen, lastRefusal, identityContested, created, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
                product?: string;
                /** @description Hardware revision. */
                hardware?: string;
                state?: "active" | "inactive";
                /** @description Version that runs. */
                version?: string;
                online?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_brokerPasswords: {
        parameters: {
            query?: {
                product?: string;
                /** @description Hardware revision. */
                hardware?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.passwords */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceDetail"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.change */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, attributes_full, device_in_campaign, hardware_unknown, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_jobs: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `campaign` (number): number of its campaign; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `device` (text): id of its device; == != =in= =out=
                 *     * `wave` (number, may be missing): its wave, from 0; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ordinal` (number): its place in the campaign; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `state` (waiting | held | offered | running | backoff | soaking | succeeded | failed | rejected | cancelled | timed_out | excluded): where it stands; == != =in= =out=
                 *     * `hold` (operator | window | campaign | place, may be missing): why it is held; == != =in= =out= =null=
                 *     * `stage` (accepted | downloading | checked | waiting | swapped | confirmed | mirroring | done | rejected | failed | reverted | cancelled, may be missing): last stage that was reported; == != =in= =out= =null=
                 *     * `attempts` (number): attempts begun; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `fault` (text, may be missing): code of its fault; == != =in= =out= =null=
                 *     * `previousVersion` (version, may be missing): version that ran before; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `nextAttempt` (time, may be missing): when it is tried again; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `deadline` (time, may be missing): when its attempt is given up; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `started` (time, may be missing): when it was begun; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ended` (time, may be missing): when it ended; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `receipt` (proven | unproven, may be missing): whether its last receipt holds; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id, device, wave, ordinal, state, attempts, fault, started, ended. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, campaign, device, wave, place, state, hold, stage, attempts, missedOffers, done, total, fault, detail, swap, timings, nextAttempt, deadline, postponedUntil, cancelAsked, started, ended, receipt. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_events: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `at` (time): when it happened; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `kind` (text): what happened; == != =in= =out=
                 *     * `campaign` (number, may be missing): number of its campaign; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `job` (number, may be missing): number of its job; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `device` (text, may be missing): id of its device; == != =in= =out= =null=
                 *     * `project` (text, may be missing): its project; == != =in= =out= =null=
                 *     * `actor` (text, may be missing): name of who did it; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, at, kind, campaign, job, device, project, actor, data. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows event.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_deactivate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.deactivate */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    DevicesController_reactivate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.reactivate */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, hardware_unknown, idempotency_key_in_use, quota_exceeded */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RekeyController_rekey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RekeyRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RekeyAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.rekey */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    MoveController_move: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoveAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.rekey */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown, product_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, device_active, hardware_unknown, idempotency_key_in_use, manifest_key_missing, product_foreign */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    PreviewController_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignPreviewRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPreviewAnswer"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.draft */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown, device_unknown, product_unknown, release_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description release_withdrawn */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_empty, cipher_unsupported, encryption_required */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `name` (text): what it is called; == != =in= =out=
                 *     * `product` (text): name of its product; == != =in= =out=
                 *     * `project` (text): project of its product; == != =in= =out=
                 *     * `release` (version): version that it brings; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `state` (draft | scheduled | starting | running | paused | stopping | stopped | finished): where it stands; == != =in= =out=
                 *     * `pauseReason` (operator | error_threshold | success_threshold | rule_broken | rule_unreadable | image_unreadable | selection_unreadable | devices_in_campaigns, may be missing): why it was paused; == != =in= =out= =null=
                 *     * `approval` (needed | approved | rejected, may be missing): whether a draft must still be approved, or what was said of it; == != =in= =out= =null=
                 *     * `createdBy` (text, may be missing): name of who wrote it; == != =in= =out= =null=
                 *     * `created` (time): when it was written; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `started` (time, may be missing): when it was started; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ended` (time, may be missing): when it ended; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id, name, product, state, created, started, ended. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, name, product, release, state, pauseReason, movedBy, currentWave, created, createdBy, origin, started, ended, jobsRemoved, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
                product?: string;
                state?: "draft" | "scheduled" | "starting" | "running" | "paused" | "stopping" | "stopped" | "finished";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.draft */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown, device_unknown, product_unknown, release_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, release_withdrawn */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_empty, cipher_unsupported, encryption_required, idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The campaign as it was. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.draft */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.draft */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown, device_unknown, release_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use, release_withdrawn */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_empty, cipher_unsupported, encryption_required, idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_listJobs: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `campaign` (number): number of its campaign; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `device` (text): id of its device; == != =in= =out=
                 *     * `wave` (number, may be missing): its wave, from 0; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ordinal` (number): its place in the campaign; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `state` (waiting | held | offered | running | backoff | soaking | succeeded | failed | rejected | cancelled | timed_out | excluded): where it stands; == != =in= =out=
                 *     * `hold` (operator | window | campaign | place, may be missing): why it is held; == != =in= =out= =null=
                 *     * `stage` (accepted | downloading | checked | waiting | swapped | confirmed | mirroring | done | rejected | failed | reverted | cancelled, may be missing): last stage that was reported; == != =in= =out= =null=
                 *     * `attempts` (number): attempts begun; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `fault` (text, may be missing): code of its fault; == != =in= =out= =null=
                 *     * `previousVersion` (version, may be missing): version that ran before; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `nextAttempt` (time, may be missing): when it is tried again; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `deadline` (time, may be missing): when its attempt is given up; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `started` (time, may be missing): when it was begun; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ended` (time, may be missing): when it ended; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `receipt` (proven | unproven, may be missing): whether its last receipt holds; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id, device, wave, ordinal, state, attempts, fault, started, ended. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, campaign, device, wave, place, state, hold, stage, attempts, missedOffers, done, total, fault, detail, swap, timings, nextAttempt, deadline, postponedUntil, cancelAsked, started, ended, receipt. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
                state?: "waiting" | "held" | "offered" | "running" | "backoff" | "soaking" | "succeeded" | "failed" | "rejected" | "cancelled" | "timed_out" | "excluded";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_start: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.start */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, approval_needed, campaign_transition, devices_in_campaigns, idempotency_key_in_use, image_unreadable, plan_grown, release_withdrawn */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_empty, idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_approve: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.approve, approver_is_author, approver_not_person */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use, plan_grown */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_reject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.approve */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.halt */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.start */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_openGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenGateRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.start */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_stop: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.halt */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    CampaignsController_rollBack: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.halt */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, campaign_transition, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExplanationsController_explanation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                device: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown, device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExplanationsController_all: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationList"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ExplanationsController_timeline: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `at` (time): when it happened; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `kind` (text): what happened; == != =in= =out=
                 *     * `campaign` (number, may be missing): number of its campaign; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `job` (number, may be missing): number of its job; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `device` (text, may be missing): id of its device; == != =in= =out= =null=
                 *     * `project` (text, may be missing): its project; == != =in= =out= =null=
                 *     * `actor` (text, may be missing): name of who did it; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, at, kind, campaign, job, device, project, actor, data. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows event.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SummaryController_summary: {
        parameters: {
            query?: {
                /** @description By what they are divided: fault, wave, stage, hold, hardware, version, or attr. and the name of an attribute. `version` is the one that ran before. */
                by?: string;
                /** @description Which jobs count, in the language of the list of jobs (docs/selection.md). */
                filter?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryAnswer"];
                };
            };
            /** @description request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JobsController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JobsController_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.halt */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, job_transition */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JobsController_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.start */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, job_transition */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JobsController_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.halt */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, job_transition */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    JobsController_forceQuit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows campaign.halt */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, job_transition */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `name` (text): its name; == != =in= =out=
                 *     * `project` (text): its project; == != =in= =out=
                 *     * `description` (text): what people say of it; == != =in= =out=
                 *     * `kind` (static | dynamic): whether it lists its devices or selects them; == != =in= =out=
                 *     * `created` (time): when it was made; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `createdBy` (text): name of who made it; == != =in= =out=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: name, project, created. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, project, name, description, kind, filter, devices, created, createdBy, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows group.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, group_exists, idempotency_key_in_use, quota_exceeded */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description group_unknown, not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group as it was. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows group.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description group_unknown, not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, group_in_use, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows group.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description group_unknown, not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, group_in_use, group_static, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDevicesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows group.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown, group_unknown, not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, group_dynamic, idempotency_key_in_use, quota_exceeded */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    GroupsController_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDevicesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows group.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description group_unknown, not_found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, group_dynamic, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReportsController_versions: {
        parameters: {
            query?: {
                /** @description Its form; without it, as the header Accept says. */
                format?: "csv" | "ndjson";
                /** @description Most rows; where there are more, the last line says so. */
                limit?: number;
                /** @description The cursor of the last line of the report before, with the same filter; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `at` (time): when they were counted; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `project` (text): project of the product then; == != =in= =out=
                 *     * `product` (text): name of the product; == != =in= =out=
                 *     * `version` (version, may be missing): version that ran; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `devices` (number): active devices that ran it; == != =in= =out= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
                /** @description Days and hours are those of UTC. */
                step?: "day" | "hour";
                /** @description Of this product only. */
                product?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"type":"unknown","row":1,"from":"2026-11-25T00:00:00.000Z","to":"2026-11-26T00:00:00.000Z"}
                     *     {"type":"count","row":2,"from":"2026-11-26T00:00:00.000Z","to":"2026-11-27T00:00:00.000Z","at":"2026-11-27T00:00:00.000Z","project":"default","product":"motor-g4","version":"1.1.0","devices":210}
                     *     {"type":"end","rows":2}
                     */
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows report.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReportsController_campaign: {
        parameters: {
            query?: {
                /** @description Its form; without it, as the header Accept says. */
                format?: "csv" | "ndjson";
                /** @description Most rows; where there are more, the last line says so. */
                limit?: number;
                /** @description The cursor of the last line of the report before, with the same filter; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `campaign` (number): number of its campaign; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `device` (text): id of its device; == != =in= =out=
                 *     * `wave` (number, may be missing): its wave, from 0; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ordinal` (number): its place in the campaign; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `state` (waiting | held | offered | running | backoff | soaking | succeeded | failed | rejected | cancelled | timed_out | excluded): where it stands; == != =in= =out=
                 *     * `hold` (operator | window | campaign | place, may be missing): why it is held; == != =in= =out= =null=
                 *     * `stage` (accepted | downloading | checked | waiting | swapped | confirmed | mirroring | done | rejected | failed | reverted | cancelled, may be missing): last stage that was reported; == != =in= =out= =null=
                 *     * `attempts` (number): attempts begun; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `fault` (text, may be missing): code of its fault; == != =in= =out= =null=
                 *     * `previousVersion` (version, may be missing): version that ran before; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `nextAttempt` (time, may be missing): when it is tried again; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `deadline` (time, may be missing): when its attempt is given up; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `started` (time, may be missing): when it was begun; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ended` (time, may be missing): when it ended; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `receipt` (proven | unproven, may be missing): whether its last receipt holds; == != =in= =out= =null=
                 */
                filter?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"type":"job","row":1,"device":"m-0001","job":7,"wave":0,"state":"succeeded","outcome":"updated","before":"1.0.0","after":"1.1.0","attempts":1,"firstOffered":"2026-11-26T10:00:00.000Z","offered":"2026-11-26T10:00:00.000Z","accepted":"2026-11-26T10:00:02.000Z","checked":"2026-11-26T10:01:15.000Z","swapped":"2026-11-26T10:01:16.000Z","confirmed":"2026-11-26T10:01:26.000Z","ended":"2026-11-26T10:01:26.000Z"}
                     *     {"type":"end","rows":1}
                     */
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows report.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description campaign_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description jobs_removed */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ReportsController_device: {
        parameters: {
            query?: {
                /** @description Its form; without it, as the header Accept says. */
                format?: "csv" | "ndjson";
                /** @description Most rows; where there are more, the last line says so. */
                limit?: number;
                /** @description The cursor of the last line of the report before, with the same filter; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `at` (time): when it happened; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `kind` (text): what happened; == != =in= =out=
                 *     * `campaign` (number, may be missing): number of its campaign; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `job` (number, may be missing): number of its job; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `actor` (text, may be missing): name of who did it; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description From this time on. */
                from?: string;
                /** @description Before this time. */
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"type":"entry","row":1,"at":"2026-11-26T17:00:00.000Z","kind":"provisioned","data":{"product":"motor-g4"}}
                     *     {"type":"end","rows":1}
                     */
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows report.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description device_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BrokerAuthController_authenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthenticationRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrokerAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows broker.ask */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    BrokerAuthController_authorize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthorizationRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrokerAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows broker.ask */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "HealthController_live[0]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LivenessAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "HealthController_live[1]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LivenessAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "HealthController_ready[0]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not; the body says what is missing or stuck. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "HealthController_ready[1]": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not; the body says what is missing or stuck. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    FiguresController_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Figures"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows server.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    SelectionsController_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SelectionPreviewRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SelectionPreviewAnswer"];
                };
            };
            /** @description message_malformed, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows device.read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_list: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `name` (text): its name; == != =in= =out=
                 *     * `url` (text): where events are sent to; == != =in= =out=
                 *     * `project` (text, may be missing): project whose events it gets; == != =in= =out= =null=
                 *     * `events` (texts, may be missing): an event that it names; == != =in= =out= =null=
                 *     * `enabled` (boolean): whether anything is sent to it; == !=
                 *     * `disabled` (text, may be missing): why nothing is sent to it; == != =in= =out= =null=
                 *     * `created` (time): when it was made; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `createdBy` (text): name of who made it; == != =in= =out=
                 *     * `failingSince` (time, may be missing): since when nothing could be delivered; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: name, url, project, created, failingSince. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, name, url, project, events, enabled, disabled, created, createdBy, failingSince, previousSecretUntil, revision. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    /** @description Where it is found. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description project_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, quota_exceeded */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused, webhook_address_refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook as it was. */
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused, webhook_address_refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretRotationRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecretAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_try: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, webhook_disabled */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_replayAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, webhook_disabled */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_deliveries: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `next` of the page before, with the same filter and order; nothing else is taken. */
                after?: string;
                /**
                 * @description Selection in RSQL (docs/selection.md), by these fields:
                 *
                 *     * `id` (number): its number; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `kind` (text): what happened; == != =in= =out=
                 *     * `state` (waiting | delivered | dead): what became of it; == != =in= =out=
                 *     * `attempts` (number): attempts so far; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `created` (time): when it was written; == != =in= =out= =lt= =le= =gt= =ge=
                 *     * `tried` (time, may be missing): when it was sent last; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `ended` (time, may be missing): when it was taken or given up; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `lastStatus` (number, may be missing): status of the last answer; == != =in= =out= =null= =lt= =le= =gt= =ge=
                 *     * `lastFault` (text, may be missing): fault of the last attempt; == != =in= =out= =null=
                 */
                filter?: string;
                /** @description Fields to sort by, the first one first; "-" before one begins with the greatest. Of: id. */
                sort?: string;
                /** @description Fields to show of each item, parted by commas; all of them if it is missing. Of: id, event, state, attempts, created, due, tried, ended, lastStatus, lastFault. */
                fields?: string;
                /** @description Whether the answer says how many there are on all pages. */
                total?: boolean;
                state?: "waiting" | "delivered" | "dead";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description cursor_mismatched, request_invalid, selection_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    WebhooksController_replay: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why, for the audit log: text that people can read, in UTF-8 as it is or in the form UTF-8''… (RFC 8187). */
                "Twinbank-Reason"?: string;
                /** @description Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one. */
                "If-Match"?: string;
                /** @description Names this order, such as a random UUID. Whoever sends the same with the same key once more, within a day, gets the same answer, and nothing is done again. With anything else it is idempotency_key_reused. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                delivery: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description There if this answer was given before to a request with the same Idempotency-Key. */
                    "Idempotent-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryAnswer"];
                };
            };
            /** @description message_malformed, request_invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description session_ended, session_expired, token_expired, token_invalid, token_outdated, token_revoked, unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: no role of the operator allows webhook.manage */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description delivery_unknown, webhook_unknown */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description request_timeout */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description answer_not_kept, idempotency_key_in_use, webhook_disabled */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description precondition_failed */
            412: {
                headers: {
                    /** @description The revision, in quotes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description message_too_large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description media_type_unsupported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description rate_limited */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description overloaded */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    on_campaign_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_deleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignDeletedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_approved: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignApprovedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_rejected: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignRejectedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_approval_voided: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApprovalVoidedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_starting: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignStartingMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_scheduled: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignScheduledMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_started: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignStartedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_joined: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignJoinedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_paused: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignPausedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_resumed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignResumedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_stopping: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignStoppingMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_stopped: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignStoppedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_finished: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignFinishedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_campaign_rolling_back: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignRollingBackMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_gate_reached: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GateReachedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_gate_opened: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GateOpenedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_rule_broken: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleBrokenMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_control_worse: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlWorseMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_rule_passed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulePassedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_wave_advanced: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WaveAdvancedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_attempt_failed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttemptFailedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_soaking: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobSoakingMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_succeeded: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobSucceededMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_failed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobFailedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_rejected: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobRejectedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_cancelled: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobCancelledMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_ordered: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobOrderedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_timed_out: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobTimedOutMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_job_excluded: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobExcludedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_signing_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductSigningChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_deleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductDeletedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_product_moved: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductMovedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_release_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_release_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_release_withdrawn: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseWithdrawnMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_devices_provisioned: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DevicesProvisionedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_reactivated: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceReactivatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_deactivated: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceDeactivatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_rekeyed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceRekeyedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_key_taken: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceKeyTakenMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_moved: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceMovedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_device_fault: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceFaultMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_clock_stepped: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockSteppedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_project_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_project_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_project_deleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectDeletedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_token_issued: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIssuedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_token_rotated: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRotatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_token_revoked: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRevokedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_group_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_group_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_group_devices_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDevicesChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_group_deleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDeletedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_deleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookDeletedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_secret_rotated: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookSecretRotatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_tested: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTestedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_replayed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookReplayedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_webhook_disabled: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookDisabledMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_user_created: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserCreatedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_user_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_user_disabled: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserDisabledMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_user_enabled: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserEnabledMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_user_deleted: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserDeletedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_password_changed: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChangedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_password_reset: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordResetMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_session_started: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionStartedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_session_ended: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for every attempt to deliver the same message. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionEndedMessage"];
            };
        };
        responses: {
            /** @description Any status from 200 to 299: it was taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing is wanted any more: the webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
