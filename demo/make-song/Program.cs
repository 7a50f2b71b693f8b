// Composes, performs and records the demo song: drums, bass, chords and a synthetic singer, about 27 seconds.
//
//   dotnet run --project demo/make-song                             writes demo/song.opus (needs ffmpeg)
//   dotnet run --project demo/make-song -- OUT.opus --stems DIR     also writes mixture, vocals, drums, bass, other as WAV
//
// The stems sum to the mixture. Everything is computed here, from seeds: the same song every time.
// The song, its words and this program are dedicated to the public domain (CC0 1.0).
using System.Diagnostics;
using Unbraid.Demo;

var stemsAt = Array.IndexOf(args, "--stems");
var stemsFolder = stemsAt >= 0 && stemsAt + 1 < args.Length ? args[stemsAt + 1] : null;
var target = args.Length > 0 && stemsAt != 0 ? args[0] : Path.Combine("demo", "song.opus");

var stems = new Dictionary<string, Track>
{
    ["vocals"] = Vocals.Play(),
    ["drums"] = Drums.Play(),
    ["bass"] = Bass.Play(),
    ["other"] = Chords.Play(),
};
var mixture = Mastering.Apply([.. stems.Values]);

var mixturePath = stemsFolder is null
    ? Path.GetTempFileName()
    : Path.Combine(Directory.CreateDirectory(stemsFolder).FullName, "mixture.wav");
WaveFile.Write(mixturePath, mixture);
if (stemsFolder is not null)
{
    foreach (var (name, track) in stems)
    {
        WaveFile.Write(Path.Combine(stemsFolder, name + ".wav"), track);
    }
}

string[] encode =
[
    "-y", "-loglevel", "error", "-f", "wav", "-i", mixturePath, "-c:a", "libopus", "-b:a", "144k",
    "-fflags", "+bitexact", "-flags:a", "+bitexact",
    "-metadata", "title=Pull the Threads", "-metadata", "artist=Unbraid", "-metadata", "license=CC0-1.0", target,
];
using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", encode) { UseShellExecute = false })!;
ffmpeg.WaitForExit();
if (stemsFolder is null)
{
    File.Delete(mixturePath);
}

return ffmpeg.ExitCode;
