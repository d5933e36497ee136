import { Module, type DynamicModule } from '@nestjs/common';

/** What the operators' face knows of the server's configuration. */
export interface OperatorSettings {
  /** Absolute paths of the folders whose room is watched. */
  readonly dataDir: string;
  readonly blobsDir: string;
  /** For how many days events and entries of the audit log are kept; 0 and what is left out: for ever. */
  readonly keep?: { readonly eventsDays?: number; readonly auditDays?: number };
  /** Where devices reach the broker, if that is not where the server does. */
  readonly deviceMqttUrl?: string;
  /** Whether tokens that earlier servers signed go on until their date (without it they do). */
  readonly signedTokens?: 'accept' | 'refuse';
}

/** Injection token of the {@link OperatorSettings}. */
export const OPERATOR_SETTINGS = Symbol('OperatorSettings');

/** Makes the settings injectable in every module of the face. */
@Module({})
export class OperatorSettingsModule {
  static of(settings: OperatorSettings): DynamicModule {
    const provider = { provide: OPERATOR_SETTINGS, useValue: settings };
    return { module: OperatorSettingsModule, global: true, providers: [provider], exports: [provider] };
  }
}
