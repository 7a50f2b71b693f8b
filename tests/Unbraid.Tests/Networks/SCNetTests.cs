using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.SCNet;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public partial class SCNetTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> CheckpointsOnEveryKernelSet => [.. from set in KernelSelection.Available
        from folder in new[] { "scnet-tiny", "scnet-masked-tiny", "scnet-ihf-tiny" } select new TheoryDataRow<string, string>(folder, $"{set}")];

    [Theory]
    [MemberData(nameof(CheckpointsOnEveryKernelSet))]
    public void Every_stage_agrees_with_the_original(string folder, string kernelSet)
    {
        var kernels = Enum.Parse<KernelSet>(kernelSet);
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
        Assert.Equal(golden.Names.Count(IsCompared), table.Stages.Count());
    }

    // The bands of a level and what is inside a dual-path layer are not seen from outside.
    private static bool IsCompared(string name) => name == "output"
        || (name.StartsWith("stage.", StringComparison.Ordinal) && InnerStage().Match(name) is { Success: false });

    [GeneratedRegex(@"SDlayer|conv_modules|globalconv|norm_layers|lstm_layers|linear_layers|feature_conversion|decoder\.\d\.0$", RegexOptions.None, 1000)]
    private static partial Regex InnerStage();

    [Theory]
    [InlineData("scnet-tiny")]
    [InlineData("scnet-masked-tiny")]
    [InlineData("scnet-ihf-tiny")]
    public void Shapes_of_a_plain_dictionary_tell_the_arguments_that_shapes_can_tell(string folder)
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, "model.ckpt"));
        var inferred = SCNetConfig.From(SCNetShapes.Arguments(checkpoint.Tensors));
        var told = Config(folder);

        Assert.Equal(told.Sources, inferred.Sources);
        Assert.Equal(told.Dims, inferred.Dims);
        Assert.Equal(told.BandKernels, inferred.BandKernels);
        Assert.Equal(told.BandStrides, inferred.BandStrides);
        Assert.Equal(told.ConvolutionDepths, inferred.ConvolutionDepths);
        Assert.Equal(told.DualPathLayers, inferred.DualPathLayers);
        Assert.Equal((told.Compression, told.ConvolutionKernel, told.Expansion), (inferred.Compression, inferred.ConvolutionKernel, inferred.Expansion));
    }

    [Theory]
    [InlineData(32, 6, 16, new[] { 1, 4, 16 }, new[] { 0.175, 0.392, 0.433 }, true)]
    [InlineData(64, 6, 16, new[] { 1, 4, 16 }, new[] { 0.225, 0.372, 0.403 }, true)]
    [InlineData(64, 8, 16, new[] { 1, 4, 16 }, new[] { 0.230, 0.370, 0.400 }, false)]
    [InlineData(64, 8, 4, new[] { 1, 4, 4 }, new[] { 0.230, 0.370, 0.400 }, false)]
    public void Bare_weights_of_a_published_size_run_as_their_authors_run_them(
        int channels, int layers, int highKernel, int[] strides, double[] shares, bool normalizesSong) =>
        Bare(channels, layers, highKernel, tensors =>
        {
            var config = SCNetConfig.From(SCNetShapes.PublishedArguments(tensors));
            Assert.Equal(strides, config.BandStrides);
            Assert.Equal(shares, config.BandShares);
            Assert.Equal((normalizesSong, false), (config.NormalizesSong, config.NormalizesChunk));
        });

    [Theory]
    [InlineData(48, 6)]
    [InlineData(32, 8)]
    public void Bare_weights_of_another_size_are_refused(int channels, int layers) => Bare(channels, layers, 16, tensors =>
        Assert.Contains("configuration", Assert.Throws<CheckpointException>(() => SCNetShapes.PublishedArguments(tensors)).Message, StringComparison.Ordinal));

    /// <summary>The tensors by which a plain dictionary is known, of full size, all of them the same zeros.</summary>
    private static void Bare(int channels, int layers, int highKernel, Action<TensorStore> use)
    {
        var pickle = new PickleBuilder().Op('}').Op('(');
        int[] dims = [4, channels, 2 * channels, 4 * channels];
        int[] kernels = [3, 4, highKernel];
        var zeros = 128 * channels * channels;
        for (var level = 0; level < 3; level++)
        {
            for (var band = 0; band < 3; band++)
                Add($"encoder.{level}.SDlayer.convs.{band}.weight", dims[level + 1], dims[level], kernels[band], 1);
        }

        for (var band = 0; band < 3; band++)
            Add($"encoder.0.conv_modules.{band}.layers.0.1.weight", channels / 2, channels, 3);
        for (var layer = 0; layer < layers; layer++)
            Add($"separation_net.dp_modules.{layer}.norm_layers.0.weight", 4 * channels);
        Add("separation_net.dp_modules.0.lstm_layers.0.weight_hh_l0", 16 * channels, 4 * channels);
        Add("decoder.2.1.convtrs.0.weight", channels, 16, 3, 1);
        PickleBuilder.Open(pickle.Op('u').Zip(CompressionLevel.NoCompression, ("0", new byte[4 * zeros])), checkpoint => use(checkpoint.Tensors));

        void Add(string name, params int[] shape) => pickle.Text(name).Tensor("FloatStorage", "0", zeros, 0, shape, new int[shape.Length]);
    }

    private static SCNetConfig Config(string folder)
    {
        using var info = JsonDocument.Parse(File.ReadAllBytes(Golden.PathOf(folder, "info.json")));
        var masked = info.RootElement.GetProperty("class").GetString() == SCNetConfig.MaskedClassName;
        // Recorded from the authors' code of after September 2024.
        return SCNetConfig.From(JsonArguments.Read(info.RootElement.GetProperty("kwargs").GetRawText()), masked) with { NormalizesChunk = folder == "scnet-tiny" };
    }
}
