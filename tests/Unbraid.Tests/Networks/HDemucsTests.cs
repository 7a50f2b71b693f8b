using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;
using Unbraid.Separation.HDemucs;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public class HDemucsTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> CheckpointsOnEveryKernelSet => [.. from set in KernelSelection.Available
        from file in new[] { "model.th", "model-published.th" } select new TheoryDataRow<string, string>(file, $"{set}")];

    [Theory]
    [MemberData(nameof(CheckpointsOnEveryKernelSet))]
    public void Every_stage_agrees_with_the_original(string file, string kernelSet)
    {
        var kernels = Enum.Parse<KernelSet>(kernelSet);
        using var golden = new Golden("hdemucs-tiny");
        using var checkpoint = Checkpoint.Open(Golden.PathOf("hdemucs-tiny", file));
        var config = HDemucsNetwork.ConfigOf(checkpoint.Kwargs);
        using var engine = new Engine(2, kernels);
        var weights = new UNetWeights(engine, config, checkpoint.Tensors);
        checkpoint.Tensors.RequireAllRead();
        using var scratch = new UNetScratch(engine, config, weights);
        var table = new StageTable(golden);
        using var network = new HDemucsNetwork("test", engine, config, weights, scratch)
        {
            Probe = (stage, values) => table.Compare(stage == "spectrogram" ? stage : "stage." + stage, values),
        };
        var input = golden.Read("input").Values;
        var stems = new float[4 * input.Length];
        network.Separate(input, stems);
        table.Compare("output", stems);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 80);
        Assert.True(table.WorstRelative < 1e-3);
        Assert.Equal(golden.Names.Count() - 1, table.Stages.Count());
    }
}
