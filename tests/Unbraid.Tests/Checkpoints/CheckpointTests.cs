using System.Text.Json;
using Unbraid.Inference.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Checkpoints;

public class CheckpointTests
{
    [Theory]
    [InlineData("htdemucs-tiny", "model.th")]
    [InlineData("htdemucs-tiny", "model-legacy.th")]
    [InlineData("htdemucs6-tiny", "model.th")]
    [InlineData("hdemucs-tiny", "model.th")]
    [InlineData("scnet-tiny", "model.ckpt")]
    public void Every_tensor_is_found_by_its_name_and_shape(string folder, string file)
    {
        using var info = JsonDocument.Parse(File.ReadAllBytes(Golden.PathOf(folder, "info.json")));
        using var checkpoint = Checkpoint.Open(Golden.PathOf(folder, file));
        var count = 0;
        foreach (var tensor in info.RootElement.GetProperty("tensors").EnumerateObject())
        {
            var values = checkpoint.Tensors.Read(tensor.Name, tensor.Value.EnumerateArray().Select(v => v.GetInt32()).ToArray());
            Assert.All(values, v => Assert.True(float.IsFinite(v)));
            count++;
        }

        Assert.Equal(count, checkpoint.Tensors.Names.Count);
        checkpoint.Tensors.RequireAllRead();
    }

    [Fact]
    public void Class_and_arguments_are_plain_values()
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf("htdemucs-tiny", "model.th"));

        Assert.Equal("HTDemucs", checkpoint.ClassName);
        Assert.Empty(checkpoint.Args);
        Assert.Equal(["drums", "bass", "other", "vocals"], Assert.IsType<List<object?>>(checkpoint.Kwargs["sources"]));
        Assert.Equal(2048L, checkpoint.Kwargs["nfft"]);
        Assert.Equal(new Fraction(1, 2), checkpoint.Kwargs["segment"]);
    }

    [Fact]
    public void Both_containers_hold_the_same_weights()
    {
        using var zip = Checkpoint.Open(Golden.PathOf("htdemucs-tiny", "model.th"));
        using var legacy = Checkpoint.Open(Golden.PathOf("htdemucs-tiny", "model-legacy.th"));

        Assert.Equal(zip.Tensors.Names, legacy.Tensors.Names);
        foreach (var name in zip.Tensors.Names)
        {
            var shape = zip.Tensors.ShapeOf(name).Select(n => (int)n).ToArray();
            Assert.Equal(zip.Tensors.Read(name, shape), legacy.Tensors.Read(name, shape));
        }
    }

    [Fact]
    public void A_stream_gives_what_its_file_gives()
    {
        var path = Golden.PathOf("htdemucs-tiny", "model.th");
        using var file = Checkpoint.Open(path);
        using var stream = Checkpoint.Open(File.OpenRead(path), "weights");
        Assert.Equal(file.Tensors.Names, stream.Tensors.Names);
        foreach (var name in file.Tensors.Names)
        {
            int[] shape = [.. file.Tensors.ShapeOf(name).Select(n => (int)n)];
            Assert.Equal(file.Tensors.Read(name, shape), stream.Tensors.Read(name, shape));
        }
    }

    [Fact]
    public void A_damaged_stream_is_named()
    {
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Open(new MemoryStream([1, 2, 3]), "weights"));
        Assert.StartsWith("weights cannot be loaded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_shape_is_told_with_both_shapes()
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf("htdemucs-tiny", "model.th"));

        var e = Assert.Throws<CheckpointException>(() => checkpoint.Tensors.Read("encoder.0.conv.weight", 48, 4, 8, 1));

        Assert.Contains("encoder.0.conv.weight", e.Message);
        Assert.Contains("[8, 4, 8, 1]", e.Message);
        Assert.Contains("[48, 4, 8, 1]", e.Message);
    }

    [Fact]
    public void A_missing_tensor_and_one_too_many_are_named()
    {
        using var checkpoint = Checkpoint.Open(Golden.PathOf("htdemucs-tiny", "model.th"));

        Assert.Contains("encoder.9.conv.weight", Assert.Throws<CheckpointException>(() => checkpoint.Tensors.Read("encoder.9.conv.weight", 1)).Message);
        Assert.Contains("encoder.0.conv.weight", Assert.Throws<CheckpointException>(checkpoint.Tensors.RequireAllRead).Message);
    }

    [Fact]
    public void Synthetic_weights_follow_the_formula() =>
        Assert.Equal(
            [0.094970703125f, -0.1517333984375f, -0.0614013671875f, 0.031097412109375f],
            new SyntheticTensors().Read("encoder.0.conv.weight", 48, 4, 8, 1)[..4]);
}
