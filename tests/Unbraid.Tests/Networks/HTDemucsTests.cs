using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.HTDemucs;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public class HTDemucsTests(ITestOutputHelper output)
{
    public static TheoryData<string, string, string> CheckpointsOnEveryKernelSet => [.. from set in KernelSelection.Available
        from x in new[]
        {
            ("htdemucs-tiny", "model.th"), ("htdemucs-tiny", "model-legacy.th"), ("htdemucs-tiny", "model-published.th"),
            ("htdemucs6-tiny", "model.th"), ("htdemucs6-tiny", "model-published.th"),
        }
        select new TheoryDataRow<string, string, string>(x.Item1, x.Item2, $"{set}")];

    [Theory]
    [MemberData(nameof(CheckpointsOnEveryKernelSet))]
    public void Every_stage_agrees_with_the_original(string folder, string file, string kernelSet)
    {
        var kernels = Enum.Parse<KernelSet>(kernelSet);
        using var golden = new Golden(folder);
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, file));
        var config = HTDemucsConfig.From(checkpoint.Kwargs);
        var table = Run(golden, config, checkpoint.Tensors, golden.Read("input").Values, kernels);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 80);
        Assert.True(table.WorstRelative < 1e-3);
        Assert.Equal(golden.Names.Count(n => n.StartsWith("stage.", StringComparison.Ordinal)), table.Stages.Count(s => s.StartsWith("stage.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_published_shape_agrees_with_the_original()
    {
        using var golden = new Golden("htdemucs-full");
        var arguments = new HTDemucsFamily().PublishedShapes["htdemucs"];
        var config = HTDemucsConfig.From(arguments);
        var table = Run(golden, config, new SyntheticTensors(), Signal(config.UNet.SegmentFrames, 9), KernelSelection.Available[0]);

        output.WriteLine(table.ToString());
        Assert.True(table.SignalToNoise("output") >= 80);
        Assert.Equal(golden.Names.Count(), table.Stages.Count());
    }

    // The signal of the fixtures' README.
    private static float[] Signal(int frames, ulong seed)
    {
        var signal = new float[2 * frames];
        for (var i = 0; i < frames; i++)
        {
            var t = i / 44_100.0;
            var click = i % 4410 == 0;
            signal[i] = (float)((0.3 * Math.Sin(2 * Math.PI * 220 * t)) + (0.2 * Math.Sin((2 * Math.PI * 1333 * t) + 1)) + (0.1 * Noise(0)) + (click ? 0.8 : 0));
            signal[frames + i] = (float)((0.25 * Math.Sin((2 * Math.PI * 220 * t) + 0.3)) + (0.15 * Math.Sin(2 * Math.PI * 4400 * t)) + (0.1 * Noise(1)) + (click ? 0.6 : 0));

            double Noise(ulong channel) => SyntheticTensors.Unit(((ulong)i * 0x9E3779B97F4A7C15) + (seed * 2) + channel + 0x9E3779B97F4A7C15);
        }

        return signal;
    }

    private static StageTable Run(Golden golden, HTDemucsConfig config, TensorSource weights, float[] input, KernelSet kernels)
    {
        using var engine = new Engine(2, kernels);
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
