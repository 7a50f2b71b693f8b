using System.Diagnostics;
using System.Numerics.Tensors;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Benchmarks;

/// <summary>The sound path alone: decode, scratch, chunking, overlap-add, resampling and writing around a model that does next to nothing.</summary>
/// <remarks>Arguments: seconds of song [default 3600], rate [44100], input and output container [wav]. Prints one line of figures.</remarks>
internal static class SoundPathBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? int.Parse(args[0]) : 3600;
        var rate = args.Length > 1 ? int.Parse(args[1]) : 44_100;
        var container = args.Length > 2 ? Enum.Parse<AudioContainer>(args[2], ignoreCase: true) : AudioContainer.Wav;
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "unbraid-sound-path-" + Environment.ProcessId)).FullName;
        try
        {
            var song = Path.Combine(folder, "song." + container.ToString().ToLowerInvariant());
            await TestSong.WriteAsync(song, seconds, new AudioFormat(rate, 2), container);
            using var separator = new Separator(new CopyModel(), new SeparatorOptions());
            using var process = Process.GetCurrentProcess();
            var (clock, processor, allocated) = (Stopwatch.StartNew(), process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
            await separator.SeparateAsync(song, new StemOutput { Folder = Path.Combine(folder, "stems"), Encoding = new(container) });
            process.Refresh();
            var cpu = (process.TotalProcessorTime - processor).TotalSeconds;
            Console.WriteLine(
                $"{seconds} s of {rate} Hz stereo {container}: {clock.Elapsed.TotalSeconds:F1} s = {100 * clock.Elapsed.TotalSeconds / seconds:F2} % of the song, "
                + $"processor time {cpu:F1} s = {100 * cpu / seconds:F2} %, peak memory {process.PeakWorkingSet64 / 1e6:F0} MB, "
                + $"allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:F0} MB, {GC.CollectionCount(0)} collections");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Four stems, each a quarter of the mixture, in segments as long as those of the networks.</summary>
    private sealed class CopyModel : ISeparationModel
    {
        public ModelSpec Spec { get; } = new() { Name = "copy", Stems = ["drums", "bass", "other", "vocals"], SegmentFrames = 343_980 };

        public void Separate(ReadOnlySpan<float> mixture, Span<float> stems, CancellationToken cancellationToken = default)
        {
            for (var stem = 0; stem < Spec.Stems.Count; stem++)
                TensorPrimitives.Multiply(mixture, 0.25f, stems.Slice(stem * mixture.Length, mixture.Length));
        }

        public void Dispose()
        {
        }
    }
}
