// Runs in Claude Code before itself: its calendar shows the scenario's day, at the machine's own hour.
const day = process.env.AUDITION_DAY;
delete process.env.BUN_OPTIONS;
delete process.env.AUDITION_DAY;
if (day) {
  const Machine = Date;
  const away = Date.parse(day) - Math.floor(Machine.now() / 86400000) * 86400000;
  globalThis.Date = class Date extends Machine {
    constructor(...given) {
      super(...(given.length ? given : [Machine.now() + away]));
    }
    static now() {
      return Machine.now() + away;
    }
  };
}
