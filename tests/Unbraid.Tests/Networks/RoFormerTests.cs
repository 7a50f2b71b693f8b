using System.Text.RegularExpressions;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;
using Unbraid.Separation.RoFormer;
using Unbraid.Separation.Yaml;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public partial class RoFormerTests(ITestOutputHelper output)
{
    public static IReadOnlyList<string> Folders { get; } =
    [
        "bs-roformer-tiny", "bs-roformer-viperx-tiny", "bs-roformer6-tiny", "bs-roformer-options-tiny", "bs-polarformer-tiny", "mel-band-roformer-tiny",
        "mel-band-roformer-options-tiny",
    ];

    public static TheoryData<string, string> OnEveryKernelSet =>
        [.. from set in KernelSelection.Available from folder in Folders select new TheoryDataRow<string, string>(folder, $"{set}")];

    [Theory]
    [MemberData(nameof(OnEveryKernelSet))]
    public void Every_stage_agrees_with_the_original(string folder, string kernelSet)
    {
        var kernels = Enum.Parse<KernelSet>(kernelSet);
        using var golden = new Golden(folder);
        var input = golden.Read("input").Values;
        var table = new StageTable(golden);
        var masked = new List<float>();
        var stems = Run(folder, input, 2, kernels, (stage, values) =>
        {
            if (stage.StartsWith("masked_spectrogram", StringComparison.Ordinal))
                masked.AddRange(Interleaved(values, golden.Read("masked_spectrogram").Shape));
            else
                table.Compare("stage." + stage, values);
        });
        table.Compare("masked_spectrogram", masked.ToArray());
        table.Compare("output", stems);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 100, table.ToString());
        Assert.True(table.WorstRelative < 1e-3, table.ToString());
        Assert.Equal(golden.Names.Count(IsCompared), table.Stages.Count());
    }

    [Theory]
    [InlineData("bs-roformer-options-tiny")]
    [InlineData("bs-polarformer-tiny")]
    [InlineData("mel-band-roformer-tiny")]
    public void The_number_of_threads_changes_no_bit(string folder)
    {
        using var golden = new Golden(folder);
        var input = golden.Read("input").Values;
        var one = Run(folder, input, 1, KernelSelection.Default(), null);
        foreach (var threads in (int[])[2, 5])
            Assert.Equal(one, Run(folder, input, threads, KernelSelection.Default(), null));
    }

    [Fact]
    public void Mel_bands_are_those_of_the_original()
    {
        var bands = Band.Mel(60, 2048, 44_100);
        Assert.Equal(1979, bands.Sum(band => band.Bins));
        Assert.Equal([7, 6, 6, 6], bands.Take(4).Select(band => band.Bins));
        Assert.Equal([113, 122, 130], bands.TakeLast(3).Select(band => band.Bins));
        Assert.Equal(71, Enumerable.Range(0, 1025).Count(bin => bands.Count(band => bin >= band.First && bin < band.First + band.Bins) == 1));
        var wide = Band.Mel(60, 4096, 44_100);
        Assert.Equal(141, Enumerable.Range(0, 2049).Count(bin => wide.Count(band => bin >= band.First && bin < band.First + band.Bins) == 1));
    }

    [Theory]
    [InlineData(new[] { 1000, 24 })]
    [InlineData(new[] { 1025, 0 })]
    public void Bands_that_do_not_cover_the_spectrum_are_refused(int[] bins) =>
        Assert.Contains("1025", Assert.Throws<CheckpointException>(() => Band.Tiled(bins, 2048)).Message, StringComparison.Ordinal);

    [Fact]
    public void More_mel_bands_than_bins_are_refused() => Assert.Throws<CheckpointException>(() => Band.Mel(400, 512, 44_100));

    private static float[] Run(string folder, float[] input, int threads, KernelSet kernels, Unbraid.Separation.StageProbe? probe)
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, "model.ckpt"));
        var isMel = folder.StartsWith("mel", StringComparison.Ordinal);
        var family = new RoFormerFamily(isMel);
        Assert.True(family.Owns(checkpoint.Tensors));
        Assert.False(new RoFormerFamily(!isMel).Owns(checkpoint.Tensors));
        var training = new TrainingConfig("config.yaml", YamlReader.ReadFile(Golden.PathOf(folder, "config.yaml")));
        var config = RoFormerConfig.From(family.ArgumentsFrom(training, checkpoint.Tensors), isMel);
        using var engine = new Engine(threads, kernels);
        using var scratch = new RoFormerScratch(engine, config);
        var weights = new RoFormerWeights(engine, config, checkpoint.Tensors);
        var network = new RoFormerNetwork("test", engine, config, weights, scratch) { Probe = probe };
        var stems = new float[config.Stems.Count * input.Length];
        network.Separate(input, stems);
        return stems;
    }

    /// <summary>[channels, 2, bins, frames] as [channels, bins, frames, 2].</summary>
    private static float[] Interleaved(ReadOnlySpan<float> values, int[] shape)
    {
        var area = shape[1] * shape[2];
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = values[(((i / (2 * area)) * 2) + (i % 2)) * area + (i / 2 % area)];
        return result;
    }

    // What is inside a layer is not seen from outside.
    private static bool IsCompared(string name) => name is "output" or "masked_spectrogram"
        || (name.StartsWith("stage.", StringComparison.Ordinal) && Outer().IsMatch(name));

    [GeneratedRegex(@"^stage\.(band_split|final_norm|layers\.\d+\.\d|mask_estimators\.\d+\.to_freqs\.\d+)$", RegexOptions.None | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Outer();
}
