using System.Text.Json;
using Unbraid.Audio.Ffmpeg;

namespace Unbraid.Audio.Packaging;

/// <summary>Native Instruments' Stems: an MP4 file with the song as its first track, four stems as the others, and a box that says what they are.</summary>
/// <remarks>
/// Each track is what <see cref="AudioExport"/> makes an m4a file: AAC-LC with an edit list, so that all of them start together and have one length. Players that
/// know nothing of stems play the first track, which alone is enabled. The <c>stem</c> box in <c>moov/udta</c> is JSON: the stems' names and colours in the order of
/// the tracks, and a compressor and a limiter for their sum, both off, with the values that Native Instruments' own tool gives.
/// </remarks>
internal static class StemMp4
{
    /// <summary>The format's only number of stems.</summary>
    public const int StemCount = 4;

    /// <param name="contents">Four stems.</param>
    /// <param name="mix">The whole song; null for the sum of the stems.</param>
    /// <param name="path">The file to write, in a scratch folder.</param>
    /// <param name="scratch">For files on the way.</param>
    /// <param name="progress">Told the fraction that is done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync(
        PackageContents contents, string? mix, string path, string scratch, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var first = Path.Combine(scratch, "mix.m4a");
        int parts = StemCount + 1;
        var part = new ProgressPart(progress, 0, parts);
        if (mix is not null)
        {
            await contents.RequireFitAsync(mix, new ProgressPart(part, 0, 2), cancellationToken);
            await EncodeAsync(mix, first, new ProgressPart(part, 1, 2), cancellationToken);
        }
        else
        {
            var sum = contents.Stems.Select(stem => new MixTrack(stem.Path));
            await AudioMix.WriteAsync([.. sum], first, AudioContainer.M4a, new MixOptions(), part, cancellationToken);
        }

        List<string> tracks = [first];
        foreach (var stem in contents.Stems)
        {
            var track = Path.Combine(scratch, $"stem{tracks.Count}.m4a");
            await EncodeAsync(stem.Path, track, new ProgressPart(progress, tracks.Count, parts), cancellationToken);
            tracks.Add(track);
        }

        await JoinAsync(tracks, contents, path, cancellationToken);
        await MovieUserData.AddAsync(path, "stem", Description(contents.Stems), cancellationToken);
    }

    private static Task EncodeAsync(string source, string destination, IProgress<double> progress, CancellationToken cancellationToken) =>
        AudioExport.WriteAsync(source, destination, AudioContainer.M4a, new AudioExportOptions(), progress, cancellationToken);

    /// <summary>Copies the tracks into one file, whose index comes last: what is added to it there moves no sound.</summary>
    private static async Task JoinAsync(List<string> tracks, PackageContents contents, string path, CancellationToken cancellationToken)
    {
        string[] names = ["mix", .. contents.Stems.Select(stem => stem.Name)];
        string[] arguments =
        [
            "-nostdin", .. tracks.SelectMany(FfmpegProcess.InputOptions), .. tracks.SelectMany((_, i) => (string[])["-map", $"{i}:a:0"]), "-c:a", "copy",
            .. FfmpegOutput.Tags(AudioTags.None.WithTitle(contents.Title)),
            .. names.SelectMany((name, i) => (string[])[$"-metadata:s:a:{i}", $"handler_name={name}", $"-disposition:a:{i}", i == 0 ? "default" : "0"]),
            "-movie_timescale", $"{FfmpegEncoder.EncodedRate(AudioContainer.M4a, contents.SampleRate)}", "-f", "ipod", "-y", FfmpegProcess.FileUrl(path),
        ];
        var limits = ChildLimits.Copying(tracks.Sum(track => new FileInfo(track).Length));
        await using var child = FfmpegProcess.Start("ffmpeg", arguments, limits);
        await using var watch = child.Watch(cancellationToken);
        child.Input.Close();
        if (await child.ExitAsync(cancellationToken) != 0 || child.Said(FfmpegErrors.IsAboutOutput))
            throw child.Failure();
    }

    private static byte[] Description(IReadOnlyList<PackageTrack> stems) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        mastering_dsp = new
        {
            compressor = new
            {
                enabled = false,
                ratio = 3,
                output_gain = 0.5,
                release = 0.3,
                attack = 0.003,
                input_gain = 0.5,
                threshold = 0,
                hp_cutoff = 300,
                dry_wet = 50,
            },
            limiter = new { enabled = false, release = 0.05, threshold = 0, ceiling = -0.35 },
        },
        stems = stems.Select(stem => new { name = stem.Name, color = stem.Colour }),
        version = 1,
    });
}
