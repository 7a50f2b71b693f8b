using System.Text.Json;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.SCNet;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public class SCNetTests(ITestOutputHelper output)
{
    public static TheoryData<string, KernelSet> CheckpointsOnEveryKernelSet => [.. from set in KernelSelection.Available
        from folder in new[] { "scnet-tiny", "scnet-masked-tiny" } select new TheoryDataRow<string, KernelSet>(folder, set)];

    [Theory]
    [MemberData(nameof(CheckpointsOnEveryKernelSet))]
    public void Every_stage_agrees_with_the_original(string folder, KernelSet kernels)
    {
        using var golden = new Golden(folder);
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, "model.ckpt"));
        var input = golden.Read("input").Values;
        var config = Config(folder) with { SegmentFrames = input.Length / 2 };
        using var engine = new Engine(2, kernels);
        var weights = new SCNetWeights(engine, config, checkpoint.Tensors);
        using var scratch = new SCNetScratch(engine, config, weights);
        var table = new StageTable(golden);
        using var network = new SCNetNetwork("test", engine, config, weights, scratch)
        {
            Probe = (stage, values) => table.Compare("stage." + stage, values, stage.StartsWith("separation_net", StringComparison.Ordinal)),
        };
        var stems = new float[4 * input.Length];
        network.Separate(input, stems);
        table.Compare("output", stems);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 100);
        Assert.True(table.WorstRelative < 1e-3);
        Assert.Equal(golden.Names.Count() - 1, table.Stages.Count());
    }

    [Theory]
    [InlineData("scnet-tiny")]
    [InlineData("scnet-masked-tiny")]
    public void Shapes_of_a_plain_dictionary_tell_the_arguments(string folder)
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, "model.ckpt"));
        var inferred = SCNetConfig.From(SCNetConfig.InferArguments(checkpoint.Tensors)!);
        var told = Config(folder);

        Assert.Equal(told.Sources, inferred.Sources);
        Assert.Equal(told.Dims, inferred.Dims);
        Assert.Equal(told.BandKernels, inferred.BandKernels);
        Assert.Equal(told.ConvolutionDepths, inferred.ConvolutionDepths);
        Assert.Equal(told.DualPathLayers, inferred.DualPathLayers);
        Assert.Equal((told.Compression, told.ConvolutionKernel, told.Expansion), (inferred.Compression, inferred.ConvolutionKernel, inferred.Expansion));
    }

    private static SCNetConfig Config(string folder)
    {
        using var info = JsonDocument.Parse(File.ReadAllBytes(Golden.PathOf(folder, "info.json")));
        var masked = info.RootElement.GetProperty("class").GetString() == SCNetConfig.MaskedClassName;
        return SCNetConfig.From(JsonArguments.Read(info.RootElement.GetProperty("kwargs").GetRawText()), masked);
    }
}
