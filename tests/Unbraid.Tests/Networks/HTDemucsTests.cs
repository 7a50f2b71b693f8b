using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.HTDemucs;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public class HTDemucsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("htdemucs-tiny", "model.th")]
    [InlineData("htdemucs-tiny", "model-legacy.th")]
    [InlineData("htdemucs6-tiny", "model.th")]
    public void Every_stage_agrees_with_the_original(string folder, string file)
    {
        using var golden = new Golden(folder);
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, file));
        var config = HTDemucsConfig.From(checkpoint.Kwargs);
        var table = Run(golden, config, checkpoint.Tensors, golden.Read("input").Values);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 80);
        Assert.True(table.WorstRelative < 1e-3);
        Assert.Equal(golden.Names.Count(n => n.StartsWith("stage.", StringComparison.Ordinal)), table.Stages.Count(s => s.StartsWith("stage.", StringComparison.Ordinal)));
    }

    internal static StageTable Run(Golden golden, HTDemucsConfig config, TensorSource weights, float[] input)
    {
        using var engine = new Engine(2);
        var layers = new HTDemucsWeights(engine, config, weights);
        using var scratch = new HTDemucsScratch(engine, config, layers);
        var table = new StageTable(golden);
        using var network = new HTDemucsNetwork("test", engine, config, layers, scratch)
        {
            Probe = (stage, values) => table.Compare(
                stage == "spectrogram" ? stage : "stage." + stage, values, stage is "channel_upsampler" or "channel_upsampler_t" or "crosstransformer.0" or "crosstransformer.1"),
        };
        var stems = new float[config.UNet.Sources.Count * input.Length];
        network.Separate(input, stems);
        table.Compare("output", stems);
        return table;
    }
}
