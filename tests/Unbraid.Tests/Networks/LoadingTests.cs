using System.IO.Compression;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation;
using Unbraid.Separation.HDemucs;
using Unbraid.Separation.HTDemucs;
using Unbraid.Separation.Loading;
using Unbraid.Separation.SCNet;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

public sealed class LoadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unbraid-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("htdemucs-tiny/model.th")]
    [InlineData("htdemucs6-tiny/model.th")]
    [InlineData("hdemucs-tiny/model.th")]
    public void A_segment_allocates_nothing_after_the_first(string file)
    {
        using var model = ModelLoader.Load(Golden.PathOf(file.Split('/')), new ModelRequest(null, 2));

        AssertAllocatesNothing(model);
    }

    [Fact]
    public void A_segment_of_a_described_checkpoint_allocates_nothing_after_the_first()
    {
        using var model = ModelLoader.Load(DescribedSCNet(), new ModelRequest(null, 2));

        Assert.Equal(12_000, model.Spec.SegmentFrames);
        AssertAllocatesNothing(model);
    }

    [Theory]
    [InlineData("htdemucs-tiny/model.th")]
    [InlineData("hdemucs-tiny/model.th")]
    public void The_result_has_the_same_bits_at_any_number_of_threads(string file)
    {
        var path = Golden.PathOf(file.Split('/'));

        Assert.Equal(Run(path, 1), Run(path, 3));
    }

    [Fact]
    public void A_bag_asked_for_one_stem_runs_its_specialist_alone()
    {
        var path = Golden.PathOf("htdemucs-tiny", "model.th");
        var identity = Enumerable.Range(0, 4).Select(m => Enumerable.Range(0, 4).Select(k => m == k ? 1.0 : 0).ToArray()).ToArray();
        var missing = Path.Combine(_folder, "missing.th");

        using var all = ModelLoader.LoadBag(new CheckpointSet("bag", [path, path, path, path]) { Weights = identity }, new ModelRequest(null, 1));
        using var vocals = ModelLoader.LoadBag(new CheckpointSet("bag", [path, missing, missing, path]) { Weights = identity }, new ModelRequest(["vocals"], 1));

        Assert.Equal(["vocals"], vocals.Spec.Stems);
        var (mixture, stems) = Noise(all);
        var voice = new float[mixture.Length];
        all.Separate(mixture, stems);
        vocals.Separate(mixture, voice);
        Assert.Equal(stems[^voice.Length..], voice);
        Assert.Throws<SeparationException>(
            () => ModelLoader.LoadBag(new CheckpointSet("bag", [path, missing]) { Weights = [[1, 0, 0, 0], [0, 1, 1, 1]] }, new ModelRequest(null, 1)));
    }

    [Fact]
    public void A_bag_weighs_its_members()
    {
        var first = Golden.PathOf("htdemucs-tiny", "model.th");
        var second = Path.Combine(_folder, "half.th");
        File.Copy(first, second);
        using var one = ModelLoader.Load(first, new ModelRequest(null, 1));
        using var two = ModelLoader.LoadBag(new CheckpointSet("bag", [first, second]) { Weights = [[1, 1, 2, 3], [1, 0, 2, 1]] }, new ModelRequest(null, 1));

        var (mixture, expected) = Noise(one);
        var actual = new float[expected.Length];
        one.Separate(mixture, expected);
        two.Separate(mixture, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5f);
        }
    }

    [Theory]
    [InlineData("hdemucs-tiny", 2.5, 2.5)]
    [InlineData("hdemucs-tiny", 0.5, 1.0)]
    [InlineData("htdemucs-tiny", 2.5, 0.5)]
    public void A_set_lengthens_the_segments_of_HDemucs_alone_and_shortens_none(string folder, double seconds, double expected)
    {
        var set = new CheckpointSet("set", [Golden.PathOf(folder, "model-published.th")]) { SegmentSeconds = seconds };
        using var model = ModelLoader.LoadBag(set, new ModelRequest(null, 1));

        Assert.Equal(expected, model.Spec.SegmentFrames / 44_100.0);
    }

    [Fact]
    public void What_a_set_says_of_bare_weights_goes_before_what_their_shapes_say()
    {
        var file = Golden.PathOf("scnet-tiny", "model.ckpt");
        var configuration = JsonArguments.Read("""
            {
              "audio": { "chunk_size": 12000 },
              "model": { "dims": [4, 8, 8, 16], "nfft": 1024, "win_size": 1024, "hop_size": 256, "num_dplayer": 4 },
              "training": { "instruments": ["one", "two", "three", "four"] },
              "inference": { "num_overlap": 2, "normalize": true }
            }
            """);
        using var model = ModelLoader.LoadBag(new CheckpointSet("set", [file]) { Configuration = configuration }, new ModelRequest(null, 1));

        Assert.Equal(["one", "two", "three", "four"], model.Spec.Stems);
        Assert.Equal((12_000, 0.5, SongNormalization.Population), (model.Spec.SegmentFrames, model.Spec.Overlap, model.Spec.Normalization));
        Assert.Contains("configuration", Refused(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTDemucs")]
    [InlineData("HDemucs")]
    [InlineData("SCNet")]
    public void None_stands_for_the_default_in_every_argument(string network)
    {
        var asked = new AskedArguments();
        var byDefault = Config(network, asked);
        Assert.NotEmpty(asked.Names);

        Assert.Equivalent(byDefault, Config(network, asked.Names.ToDictionary(name => name, object? (_) => null)));
    }

    [Fact]
    public void A_checkpoint_of_an_unsupported_class_or_variant_is_told()
    {
        var old = Write(new PickleBuilder().Op('}').Op('(').Text("klass").Global("demucs.demucs", "Demucs").Text("kwargs").Op('}').Text("state").Op('}').Op('u'));
        var merged = Write(new PickleBuilder().Op('}').Op('(').Text("klass").Global("demucs.htdemucs", "HTDemucs").Text("kwargs")
            .Op('}').Text("cac").Raw(0x89).Op('s').Text("state").Op('}').Op('u'));
        var unknown = Write(new PickleBuilder().Op('}').Text("w").Tensor("FloatStorage", "0", 1, 0, [1], [1]).Op('s'), ("0", new byte[4]));

        Assert.Contains("class Demucs", Refused(old));
        Assert.Contains("cac", Refused(merged));
        Assert.Contains("does not say which network", Refused(unknown));
        Assert.Contains("does not exist", Refused(Path.Combine(_folder, "nothing.th")));
    }

    [Fact]
    public void A_missing_tensor_stops_the_load()
    {
        var file = Write(new PickleBuilder().Op('}').Op('(').Text("klass").Global("demucs.htdemucs", "HTDemucs").Text("kwargs").Op('}').Text("state").Op('}').Op('u'));

        Assert.Contains("encoder.0.conv.weight is missing", Refused(file));
    }

    private static object Config(string network, IReadOnlyDictionary<string, object?> arguments) => network switch
    {
        "HTDemucs" => HTDemucsConfig.From(arguments),
        "HDemucs" => HDemucsNetwork.ConfigOf(arguments),
        _ => SCNetConfig.From(arguments),
    };

    private static void AssertAllocatesNothing(ISeparationModel model)
    {
        var (mixture, stems) = Noise(model);
        model.Separate(mixture, stems);

        // The runtime's count can jump by a part of the thread's allocation buffer when another test's collection takes that away,
        // and scratch may grow when a worker meets a layer for the first time; what a segment itself allocates shows every time.
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            model.Separate(mixture, stems);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static float[] Run(string path, int threads)
    {
        using var model = ModelLoader.Load(path, new ModelRequest(null, threads));
        var (mixture, stems) = Noise(model);
        model.Separate(mixture, stems);
        return stems;
    }

    private static (float[] Mixture, float[] Stems) Noise(ISeparationModel model)
    {
        var mixture = new float[2 * model.Spec.SegmentFrames];
        for (var i = 0; i < mixture.Length; i++)
        {
            mixture[i] = (float)SyntheticTensors.Unit((ulong)i);
        }

        return (mixture, new float[model.Spec.Stems.Count * mixture.Length]);
    }

    private static string Refused(string path) =>
        Assert.Throws<SeparationException>(() => ModelLoader.Load(path, new ModelRequest(null, 1))).Message;

    private string Write(PickleBuilder pickle, params (string Key, byte[] Bytes)[] storages)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.th");
        File.WriteAllBytes(path, pickle.Zip(CompressionLevel.NoCompression, storages));
        return path;
    }

    private string DescribedSCNet()
    {
        var path = Path.Combine(_folder, "model.ckpt");
        File.Copy(Golden.PathOf("scnet-tiny", "model.ckpt"), path);
        var description = File.ReadAllText(Golden.PathOf("scnet-tiny", "info.json"));
        File.WriteAllText(Path.ChangeExtension(path, ".json"), description.Replace("\"kwargs\": {", "\"kwargs\": {\"segment\": \"12000/44100\",", StringComparison.Ordinal));
        return path;
    }
}
