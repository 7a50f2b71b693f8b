// Plays a tone at another speed or pitch, and measures both.
async ([speed, semitones]) => {
  const { player } = document.querySelector('stem-mixer');
  const { context } = player;
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  await player.setPractice(speed, semitones);
  player.seek(0);
  await player.play();
  await pause(1000);
  const heard = [];
  const recorder = context.createScriptProcessor(4096, 2, 2);
  recorder.onaudioprocess = ({ inputBuffer }) => heard.push(...inputBuffer.getChannelData(0));
  const [from, before] = [player.position, context.currentTime];
  player.volume.connect(recorder).connect(context.destination);
  await pause(2500);
  const pace = (player.position - from) / context.sampleRate / (context.currentTime - before);
  player.volume.disconnect(recorder);
  player.pause();
  let turns = 0;
  for (let i = 1; i < heard.length; i++) if (heard[i - 1] < 0 && heard[i] >= 0) turns++;
  return { pace, hertz: turns / heard.length * context.sampleRate };
}
