using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Families;
using Unbraid.Separation.Mdx23c;
using Unbraid.Separation.Yaml;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public sealed class Mdx23cTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> OnEveryKernelSet => [.. from set in KernelSelection.Available
        from folder in new[] { "mdx23c-tiny", "mdx23c-target-tiny" } select new TheoryDataRow<string, string>(folder, $"{set}")];

    [Theory]
    [MemberData(nameof(OnEveryKernelSet))]
    public void Every_stage_agrees_with_the_original(string folder, string kernelSet)
    {
        var kernels = Enum.Parse<KernelSet>(kernelSet);
        using var golden = new Golden(folder);
        var input = golden.Read("input").Values;
        var table = new StageTable(golden);
        var stems = Run(folder, input, 2, kernels, (stage, values) =>
        {
            // Time runs along the height inside the network; before and after it the original has frequency there.
            table.Compare("stage." + stage, stage is "first_conv" or "final_conv" ? Turned(values, golden.Read("stage." + stage).Shape) : values);
        });
        table.Compare("output", stems);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 100, table.ToString());
        Assert.True(table.WorstRelative < 1e-3, table.ToString());
        Assert.True(table.Stages.Count() >= 6, table.ToString());
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var golden = new Golden("mdx23c-tiny");
        var input = golden.Read("input").Values;
        Assert.Equal(Run("mdx23c-tiny", input, 1, KernelSelection.Default(), null), Run("mdx23c-tiny", input, 5, KernelSelection.Default(), null));
    }

    /// <summary>[channels, frames, bins] as [channels, bins, frames].</summary>
    private static float[] Turned(ReadOnlySpan<float> values, int[] shape)
    {
        var (bins, frames) = (shape[2], shape[3]);
        var turned = new float[values.Length];
        for (var i = 0; i < turned.Length; i++)
            turned[i] = values[(i / (bins * frames) * bins * frames) + (i % frames * bins) + (i / frames % bins)];
        return turned;
    }

    private static float[] Run(string folder, float[] input, int threads, KernelSet kernels, Unbraid.Separation.StageProbe? probe)
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, "model.ckpt"));
        var family = new Mdx23cFamily();
        Assert.True(family.Owns(checkpoint.Tensors));
        var training = new TrainingConfig("config.yaml", YamlReader.ReadFile(Golden.PathOf(folder, "config.yaml")));
        using var factory = new NetworkFactory(new Engine(threads, kernels));
        using var network = family.Build(factory, "test", family.ArgumentsFrom(training, checkpoint.Tensors), checkpoint.Tensors);
        ((TfcTdfNetwork)network).Probe = probe;
        var stems = new float[network.Spec.Stems.Count * input.Length];
        network.Separate(input, stems);
        return stems;
    }
}
