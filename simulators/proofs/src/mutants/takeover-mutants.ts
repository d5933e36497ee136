import type { Mutant } from './mutant.js';

const TAKEOVER = 'libs/agent/src/swap/takeover.ts';
const RECOVERY = 'libs/agent/src/recovery.ts';
const BOOT = 'libs/agent/src/swap/boot-choice.ts';
const MIRRORING = 'libs/agent/src/mirror/mirroring.ts';
const AGENT = 'libs/agent/src/update-agent.ts';
const FIGURES = 'libs/agent/src/journal/retained-figures.ts';

/** From the checked image to the confirmed one, and after a start. */
export const TAKEOVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'counter-before-choice',
    file: TAKEOVER,
    from: '  boot.store(target);\n',
    to: '  journal.raiseCounter(journal.bank(target)!.counter);\n  boot.store(target);\n',
    means: 'the security counter is raised before BFB2 is stored',
    net: 'keep-previous/live/none/bank1',
  },
  {
    name: 'choice-never-stored',
    file: TAKEOVER,
    from: '  boot.store(target);\n',
    to: '',
    means: 'BFB2 is not stored after a confirm',
    net: 'in-a-row',
  },
  {
    name: 'counter-never-raised',
    file: TAKEOVER,
    from: '  journal.raiseCounter(journal.bank(target)!.counter);\n  if (policy',
    to: '  if (policy',
    means: 'the security counter stays where it was',
    net: 'in-a-row',
  },
  {
    name: 'swapping-after-the-swap',
    file: TAKEOVER,
    from: "    job.enter('swapping');\n    const swap = swapNear(this.on, () => this.slotBy(terms), 'new-release');\n    if (!swap) {\n      job.enter('waiting');\n",
    to: "    const swap = swapNear(this.on, () => this.slotBy(terms), 'new-release');\n    if (swap) job.enter('swapping');\n    if (!swap) {\n",
    means: 'the journal says `swapping` only once the new image runs: an image that crashes at once is tried for ever',
    net: 'live/none/bank1/crashes',
  },
  {
    name: 'swapped-after-the-hand-over',
    file: RECOVERY,
    from: "    job.enter('swapped');\n    swapper.handOver();\n",
    to: "    swapper.handOver();\n    job.enter('swapped');\n",
    means: 'mode `reset`: the journal says `swapped` only once the new image runs',
    net: 'reset/none/bank1/crashes',
  },
  {
    name: 'waiting-image-believed',
    file: RECOVERY,
    from: 'const whole = banks.holdsRecord(target);',
    to: 'const whole = target > 0;',
    means: 'the image is not read back after a start in `checked` or `waiting`',
    net: 'L073/keep-previous/live/none/bank1/passes/fixed/usual/decays',
  },
  {
    name: 'handed-over-unread',
    file: RECOVERY,
    from: 'if (!banks.holdsRecord(job.record!.target)) {',
    to: 'if (!job.record!.target) {',
    means: 'mode `reset`: the image is not read back before the hand-over',
    net: 'reset/none/bank1/passes/fixed/usual/decays',
  },
  {
    name: 'repaired-for-what-runs',
    file: RECOVERY,
    from: "boot.repair(job.record?.stage === 'confirmed' ? job.record.target : active);",
    to: 'boot.repair(active);',
    means: 'torn option bytes are always mended for the bank that runs',
    equivalent:
      'the next start finds `confirmed` in the journal and stores the choice for the confirmed bank, before the counter is raised: two more operations, and nothing else',
  },
  {
    name: 'swap-back-to-other-layout',
    file: TAKEOVER,
    from: "job.record!.mode === 'live' && swapper.sameRamLayout();",
    to: "job.record!.mode === 'live';",
    means: 'a failed trial is undone by a live swap although the old image keeps its variables elsewhere',
    net: 'fails/fixed/usual/relaid',
  },
  {
    name: 'deaf-rom-unnoticed',
    file: TAKEOVER,
    from: 'if (activeBank !== target && boot.certain(target)) {',
    to: 'if (activeBank === undefined) {',
    means: 'an image that the boot ROM does not start is started again and again',
    net: 'deaf-rom',
  },
  {
    name: 'counter-before-the-rom-has-shown-it',
    file: TAKEOVER,
    from: " || (policy === 'mirror' && !boot.certain(target))",
    to: '',
    means: 'the security counter is raised although the boot ROM may not start the image',
    net: 'deaf-rom',
  },
  {
    name: 'old-image-on-trial',
    file: RECOVERY,
    from: "if (active === job.record!.target) return 'trial';",
    to: "if (active) return 'trial';",
    means: 'after a reset in a trial the old image is taken for the new one',
    net: 'crashes',
  },
  {
    name: 'unloaded-choice-left',
    file: RECOVERY,
    from: '    if (boot.unloaded) {',
    to: '    if (boot.unloaded && boot.torn) {',
    means: 'a start does not load option bytes that wait to be loaded',
    net: 'in-a-row',
  },
  {
    name: 'bank-given-up-unloaded',
    file: AGENT,
    from: 'if (!boot.certain(activeBank)) {',
    to: 'if (boot.storedBank !== activeBank) {',
    means: 'a download gives up the bank that a warm reset would start',
    net: 'in-a-row',
  },
  {
    name: 'mirror-without-certainty',
    file: MIRRORING,
    from: 'if (boot.certain(activeBank)) this.copy(otherBank);',
    to: 'if (boot.storedBank === activeBank) this.copy(otherBank);',
    means: 'the mirror gives up the other bank while a warm reset would start it',
    equivalent:
      'since the counter waits for the boot ROM, the stored choice is always loaded before a mirror begins; the question is asked twice so that neither answer hangs on the other',
  },
  {
    name: 'choice-kept-after-mirror',
    file: MIRRORING,
    from: "      boot.store(1);\n      figures.spend('mirror'",
    to: "      figures.spend('mirror'",
    means: 'BFB2 stays set after a mirror',
    net: 'mirror/live/none/bank1/passes/store',
  },
  {
    name: 'protection-lowered',
    file: BOOT,
    from: '{ ...factory, rdp: this.mcu.optionBytes.values.rdp, bfb2',
    to: '{ ...factory, bfb2',
    means: 'mending torn option bytes lowers the read protection, which erases both banks',
    net: 'torn STM32G474/keep-previous',
  },
  {
    name: 'journal-before-option-bytes',
    file: RECOVERY,
    from: '    if (boot.torn) {\n',
    to: "    if (boot.torn) {\n      if (job.record?.stage === 'confirmed') this.on.journal.raiseCounter(this.on.journal.bank(job.record.target)!.counter);\n",
    means: 'the journal is written while torn option bytes protect all flash',
    net: 'torn STM32G474/keep-previous',
  },
  {
    name: 'watchdog-refreshed-late',
    file: AGENT,
    from: 'mcu.iwdg.dueUs - (config.watchdogMs ?? 0) * 500',
    to: 'mcu.iwdg.dueUs',
    means: 'the watchdog is refreshed when it has run out',
    net: 'hostile',
  },
  {
    name: 'figures-where-the-rom-writes',
    file: FIGURES,
    from: 'this.address = address + bytes - BYTES;',
    to: 'this.address = address;',
    means: 'what must outlive a reset lies in RAM that the boot ROM overwrites',
    net: 'G474/mirror/live/none/bank1/passes/store',
  },
];
