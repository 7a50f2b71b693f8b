// Plays with jumps and a loop, and finds every sample that is heard in the sum of the stems.
// Gives how much was heard, how much of it is in the sum, how often the place changed from one sample to the next, and how far the sum is from the song.
async () => {
  const mixer = document.querySelector('stem-mixer');
  const { player } = mixer;
  const { context } = player;
  const recorder = context.createScriptProcessor(4096, 2, 2); // old, but hears to the sample
  const heard = [];
  recorder.onaudioprocess = ({ inputBuffer }) => heard.push(inputBuffer.getChannelData(0).slice());
  player.volume.connect(recorder).connect(context.destination);
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));

  await player.play();
  await pause(2500);
  player.seek(5 * 44100 + 17);
  await pause(1500);
  player.seek(44100 / 2);
  player.setLoop({ start: 22050, end: 22050 + 30011 });
  await pause(2500);
  player.pause();
  await pause(300);
  player.setLoop(null);
  const windows = player.sources.length;

  const { decode, readHead } = await import('/studio/engine/wav.js');
  const read = async (link) => {
    const { pathname, search } = new URL(link);
    const bytes = await (await fetch(pathname + search)).arrayBuffer();
    const layout = readHead(bytes, bytes.byteLength);
    return decode(bytes.slice(layout.begin, layout.begin + layout.frames * layout.channels * layout.bits / 8), layout)[0];
  };
  const stems = await Promise.all(mixer.mix.lanes.map(({ name }) => read(mixer.task.result[name])));
  const song = await read(mixer.song.url);
  const sum = Float32Array.from(song, (_, frame) => stems.reduce((all, stem) => Math.fround(all + stem[frame]), 0));
  const error = song.reduce((most, sample, frame) => Math.max(most, Math.abs(sample - sum[frame])), 0);

  const places = new Map();
  sum.forEach((sample, frame) => places.set(`${sample} ${sum[frame + 1]}`, frame));
  const sound = Float32Array.from(heard.flatMap((part) => [...part]));
  let [audible, found, jumps, last, before] = [0, 0, 0, -1, -1];
  for (let i = 0; i + 1 < sound.length; i++) {
    if (sound[i] === 0 && sound[i + 1] === 0) continue;
    audible++;
    const goesOn = sum[last + 1] === sound[i] && sum[last + 2] === sound[i + 1]; // a few pairs are there twice
    const place = goesOn ? last + 1 : places.get(`${sound[i]} ${sound[i + 1]}`);
    if (place === undefined) continue;
    found++;
    // The pair over a change of place is in no song, so that one is passed over.
    if (before >= i - 2 && place !== last + i - before) jumps++;
    [last, before] = [place, i];
  }
  return { seconds: audible / 44100, found: found / audible, jumps, error, windows };
}
