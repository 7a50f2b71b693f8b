using System.Globalization;
using System.Text;
using Unbraid.Audio;

namespace Unbraid.Benchmarks;

/// <summary>Resampling of stereo, as a share of the sound's duration.</summary>
internal static class ResamplerBenchmark
{
    public static int Run()
    {
        var body = new StringBuilder().AppendLine("| stereo, blocks of 4096 frames | ms per second of sound | % of real time on one core |").AppendLine("|---|---|---|");
        foreach ((int from, int to) in new[] { (44_100, 48_000), (48_000, 44_100), (96_000, 44_100), (44_100, 96_000), (8_000, 44_100), (192_000, 44_100), (44_100, 47_999) })
        {
            const int Block = 4096;
            var resampler = new Resampler(from, to, 2);
            var input = new float[2 * Block];
            Array.Fill(input, 0.25f);
            var output = new float[2 * resampler.MaxOutputFrames(Block)];
            (double[] seconds, _) = Contest.Run(() => resampler.Process(input, output));
            double share = seconds[0] * from / Block;
            body.AppendLine(CultureInfo.InvariantCulture, $"| {from} Hz to {to} Hz | {1e3 * share:F2} | {100 * share:F2} |");
        }

        ResultFile.Write("resample", "Resampling", body.ToString());
        return 0;
    }
}
