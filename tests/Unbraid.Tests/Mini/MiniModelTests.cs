using System.Buffers.Binary;
using System.Text;
using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;
using Unbraid.Separation;
using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Mini;
using Xunit;

namespace Unbraid.Tests.Mini;

/// <summary>The model against a pass of the recipe's own implementation (training/export.py --golden), stage by stage.</summary>
public class MiniModelTests
{
    private const double LeastAgreement = 80;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Stages_and_stems_agree_with_the_recorded_pass(int threads)
    {
        using var model = Load(threads);
        AssertAgreement(model, "golden.safetensors", 48, (8, 24), 4);
    }

    [Fact]
    public void The_model_that_ships_agrees_with_the_recorded_pass()
    {
        using var model = (MiniModel)ModelCatalogue.Load("mini", new ModelRequest(null, 2), new ModelStore()).Model;
        AssertAgreement(model, "shipped-golden.safetensors", 48, (32, 192), 4);
    }

    [Fact]
    public void A_network_of_other_levels_and_depths_agrees_with_the_recorded_pass()
    {
        using var model = Load(2, "deep-weights.safetensors");
        AssertAgreement(model, "deep-golden.safetensors", 16, (6, 12), 3);
    }

    [Theory]
    [InlineData("widths", "8")]
    [InlineData("widths", "[8]")]
    [InlineData("widths", "[8, 0, 16, 24]")]
    [InlineData("depths", "[2, 2]")]
    [InlineData("depths", "[2, 2, 2, 900]")]
    [InlineData("depths", "two")]
    public void Sizes_that_make_no_network_are_refused_by_name(string name, string sizes)
    {
        var file = File.ReadAllBytes(PathOf("weights.safetensors"));
        var length = BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = Encoding.UTF8.GetString(file, 8, (int)length);
        var known = name == "widths" ? "[8, 12, 16, 24]" : "[2, 2, 2, 2]";
        var other = Encoding.UTF8.GetBytes(header.Replace($"\"{name}\":\"{known}\"", $"\"{name}\":\"{sizes}\"", StringComparison.Ordinal));
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, other.Length);
        File.WriteAllBytes(path, [.. start, .. other, .. file.AsSpan(8 + (int)length)]);
        try
        {
            using var engine = new Engine(1);
            using var checkpoint = Checkpoint.Open(path);
            var error = Assert.Throws<CheckpointException>(() => new MiniModel(engine, checkpoint));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1500)]
    [InlineData(44_100)]
    [InlineData(255 * 1024)]
    public void Stems_sum_to_the_mixture_at_any_length(int samples)
    {
        using var model = Load(2);
        var random = new Random(3);
        var mixture = new float[2 * samples];
        for (var i = 0; i < mixture.Length; i++)
            mixture[i] = (float)((random.NextDouble() - 0.5) * 2);
        var stems = new float[4 * mixture.Length];

        model.Separate(mixture, stems);

        for (var i = 0; i < mixture.Length; i++)
        {
            var sum = stems[i] + stems[mixture.Length + i] + stems[(2 * mixture.Length) + i] + stems[(3 * mixture.Length) + i];
            Assert.InRange(sum - mixture[i], -2e-5f, 2e-5f);
        }
    }

    [Fact]
    public void Silence_gives_silence()
    {
        using var model = Load(1);
        var stems = new float[8 * 30_000];

        model.Separate(new float[60_000], stems);

        Assert.All(stems, x => Assert.Equal(0, x));
    }

    [Fact]
    public void A_cancelled_pass_stops()
    {
        using var model = Load(1);
        Assert.Throws<OperationCanceledException>(() => model.Separate(new float[60_000], new float[240_000], new CancellationToken(true)));
    }

    [Fact]
    public void A_file_of_another_family_is_refused()
    {
        using var engine = new Engine(1);
        using var golden = Checkpoint.Open(PathOf("golden.safetensors"));
        Assert.Throws<CheckpointException>(() => new MiniModel(engine, golden));
    }

    [Fact]
    public void The_model_that_ships_loads_and_separates()
    {
        using var model = ModelCatalogue.Load("mini", new ModelRequest(null, 1), new ModelStore()).Model;
        var mixture = new float[2 * 44_100];
        for (var i = 0; i < mixture.Length; i++)
            mixture[i] = MathF.Sin(0.008f * (i % 44_100));
        var stems = new float[4 * mixture.Length];

        model.Separate(mixture, stems);

        // A steady low tone is a bass, whatever else the network has learnt.
        var energy = Enumerable.Range(0, 4).Select(s => stems.AsSpan(s * mixture.Length, mixture.Length).ToArray().Sum(x => (double)x * x)).ToArray();
        Assert.Equal(model.Spec.Stems.ToList().IndexOf("bass"), Array.IndexOf(energy, energy.Max()));
    }

    private static void AssertAgreement(MiniModel model, string recorded, int frames, (int Narrowest, int Widest) channels, int levels)
    {
        using var golden = Checkpoint.Open(PathOf(recorded));
        var stages = new Dictionary<string, float[]>();
        model.Probe = (name, values) => stages[name] = [.. values];
        var samples = (frames - 1) * 1024;
        var stems = new float[4 * 2 * samples];

        model.Separate(golden.Tensors.Read("input", 2, samples), stems);

        AssertAgree("stem", Thin(stages["stem"], [channels.Narrowest, frames / 2, 128], [3, 5, 3]));
        AssertAgree("bottom", Thin(stages["bottom"], [channels.Widest, frames >> levels, 256 >> levels], [3, 5, 3]));
        AssertAgree("top", Thin(stages["top"], [channels.Narrowest, frames / 2, 128], [3, 5, 3]));
        AssertAgree("masks", Thin(Transposed(stages["masks"], frames), [8, frames, 448], [1, 7, 5]));
        AssertAgree("stems", Thin(stems, [8, 1, samples], [1, 1, 16]));

        void AssertAgree(string name, List<float> values)
        {
            var expected = golden.Tensors.Read(name, [.. golden.Tensors.ShapeOf(name).Select(n => (int)n)]);
            Assert.Equal(expected.Length, values.Count);
            double signal = 0, error = 0;
            for (var i = 0; i < expected.Length; i++)
            {
                signal += (double)expected[i] * expected[i];
                error += Math.Pow(expected[i] - values[i], 2);
            }

            var agreement = 10 * Math.Log10(signal / Math.Max(error, 1e-30));
            Assert.True(agreement >= LeastAgreement, $"{name} agrees to {agreement:F1} dB");
        }
    }

    private static MiniModel Load(int threads, string weights = "weights.safetensors")
    {
        using var checkpoint = Checkpoint.Open(PathOf(weights));
        return new MiniModel(new Engine(threads), checkpoint);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "mini", name);

    // [8, 448, frames] -> [8, frames, 448]
    private static float[] Transposed(float[] masks, int frames)
    {
        var y = new float[8 * frames * 448];
        for (var i = 0; i < y.Length; i++)
            y[i] = masks[(((i / (frames * 448) * 448) + (i % 448)) * frames) + (i / 448 % frames)];
        return y;
    }

    private static List<float> Thin(float[] x, int[] shape, int[] steps)
    {
        var y = new List<float>();
        for (var a = 0; a < shape[0]; a += steps[0])
        {
            for (var b = 0; b < shape[1]; b += steps[1])
            {
                for (var c = 0; c < shape[2]; c += steps[2])
                    y.Add(x[(((a * shape[1]) + b) * shape[2]) + c]);
            }
        }

        return y;
    }
}
