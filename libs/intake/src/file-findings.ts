import {
  addressedFormatOf,
  inspectImage,
  parseImageDescriptor,
  secretFindings,
  type Finding,
  type ImageFindings,
  type LiveUpdate,
  type ProgramFacts,
} from '@twinbank/inspect';
import { imageWith } from '@twinbank/image';
import { PARTS, type PartName } from '@twinbank/parts';
import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { agentFault, type ImageAgent } from './agent-fault.js';
import { liveUpdateOf, type LivePlaces } from './live-places.js';
import { uploadedImage, type UploadedImage } from './uploaded-image.js';
import { versionFinding } from './version-place.js';

/** What is said of a file beside its bytes. */
export interface DeclaredFile extends LivePlaces {
  readonly part: PartName;
  /** Whose update agent is in it; Twinbank's unless told. */
  readonly agent?: ImageAgent;
  readonly version?: string;
  readonly counter?: number;
  /** Where the image says its version: a symbol or section of an ELF file or linker map, or a range of addresses. */
  readonly versionAt?: string;
  /** The map that the linker wrote with it, as bytes. */
  readonly map?: Uint8Array;
}

/** What was found in a file. An upload of it is taken if `faults` is empty. */
export interface FileFindings extends ImageFindings {
  readonly format: 'elf' | 'intel-hex' | 's-record' | 'plain';
  /** The bytes of bank 1; undefined if the file cannot be read. */
  readonly image?: Uint8Array;
  /** What is known of the program beside its image; undefined if the file says nothing of it. */
  readonly facts?: ProgramFacts;
  /** What a live swap needs of it, by its descriptor or by what was said; undefined if that is wrong. */
  readonly live?: LiveUpdate;
}

/**
 * Looks into a file as the server does at an upload: the image in it, what speaks against it, and where it says its version. Whatever
 * is wrong is among the faults; none is thrown.
 *
 * @param versionAt counts only together with a version
 */
export function findingsOfFile(file: Uint8Array, declared: DeclaredFile): FileFindings {
  const { part, agent = 'twinbank' } = declared;
  const format = addressedFormatOf(file) ?? 'plain';
  const uploaded = orFault(() => uploadedImage(file, part, declared.map));
  if (isFault(uploaded)) return { format, faults: [uploaded], findings: [] };
  const { image } = uploaded;
  const live = orFault(() => liveUpdateOf(uploaded, parseImageDescriptor(image), declared));
  const written = isFault(live) ? image : asWritten(image, live.live);
  const inside = lookedInto(written, declared);
  // Of an image that is none it would say nothing more.
  const absent = inside.faults.length > 0 ? undefined : agentFault(agent, inside.descriptor);
  const places = versionsFound(uploaded, declared);
  return {
    ...inside,
    ...{ format, image },
    ...(uploaded.facts && { facts: uploaded.facts }),
    ...(!isFault(live) && { live: live.live }),
    faults: [
      ...tooLong(isFault(written) ? image : written, part),
      ...inside.faults,
      ...(absent ? [absent] : []),
      ...[...places, live].filter((one) => isFault(one)),
    ],
    findings: [
      ...uploaded.findings,
      ...places.filter((one): one is Finding => !isFault(one)),
      ...(isFault(live) ? [] : live.findings),
      ...inside.findings,
      ...(inside.faults.length > 0 ? [] : secretFindings(image)),
    ],
  };
}

/** What is found in an image as devices get it, held against what was said of it. */
function lookedInto(written: Uint8Array | Fault, { part, version, counter }: DeclaredFile): ImageFindings {
  if (isFault(written)) return { faults: [written], findings: [] };
  const said = { ...(version !== undefined && { version }), ...(counter !== undefined && { counter }) };
  return inspectImage(written, part, said);
}

/** The image with the interrupt code behind it that was named: as devices get it. */
const asWritten = (image: Uint8Array, { interruptCode }: LiveUpdate): Uint8Array | Fault =>
  interruptCode ? orFault(() => imageWith(image, interruptCode)) : image;

const versionsFound = (uploaded: UploadedImage, { version, versionAt }: DeclaredFile): readonly (Finding | Fault)[] =>
  versionAt === undefined || version === undefined ? [] : [orFault(() => versionFinding(uploaded, versionAt, version))];

/** A bank holds less of an image than it has bytes: the end belongs to the agent. */
function tooLong(image: Uint8Array, part: PartName): Fault[] {
  const { imageBytesMax, bankBytes } = PARTS[part];
  if (image.length <= imageBytesMax || image.length > bankBytes) return [];
  return [faultOf('image_too_large', `the image has ${image.length} bytes; ${part} takes ${imageBytesMax}`)];
}

function orFault<Value>(read: () => Value): Value | Fault {
  try {
    return read();
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}
