using Unbraid.Inference.Checkpoints;
using Unbraid.Separation.Demucs;
using Unbraid.Separation.Families;

namespace Unbraid.Separation.HDemucs;

/// <summary>How checkpoints of HDemucs are known and built.</summary>
internal sealed class HDemucsFamily : INetworkFamily
{
    public string ClassName => HDemucsNetwork.ClassName;

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> PublishedShapes { get; } = new Dictionary<string, IReadOnlyDictionary<string, object?>>
    {
        ["hdemucs_mmi"] = new Dictionary<string, object?> { ["segment"] = 44L },
        ["drumsep"] = new Dictionary<string, object?> { ["segment"] = 40L, ["sources"] = new List<object?> { "kick", "snare", "cymbals", "toms" } },
    };

    public SongProcedure Procedure => SongProcedure.MsstDemucs;

    public bool Owns(TensorStore tensors) =>
        tensors.Contains("encoder.0.conv.weight") && tensors.Contains("tencoder.0.conv.weight") && !tensors.Contains("crosstransformer.norm_in.weight");

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TensorStore tensors, bool isPublished)
    {
        var depth = DemucsYaml.Count(tensors, "encoder.{0}.conv.weight");
        var outputs = tensors.ShapeOf($"decoder.{depth - 1}.conv_tr.weight");
        return new Dictionary<string, object?>
        {
            ["channels"] = tensors.ShapeOf("encoder.0.conv.weight")[0],
            ["depth"] = depth,
            ["sources"] = DemucsYaml.Stems(outputs.Count > 1 ? outputs[1] / 4 : 4),
        };
    }

    public IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, TensorStore tensors) =>
        DemucsYaml.ArgumentsFrom(config, ClassName, "hybrid", "hybrid_old", "dconv_attn", "dconv_lstm");

    // As in Demucs' BagOfModels: one that was trained on shorter segments runs on those of the bag.
    public void Lengthen(Dictionary<string, object?> arguments, double seconds) =>
        arguments["segment"] = Math.Max(seconds, new ConstructorArguments(ClassName, arguments).Number("segment", HDemucsNetwork.SegmentSeconds));

    public ISeparationModel Build(NetworkFactory factory, string name, IReadOnlyDictionary<string, object?> arguments, TensorSource weights)
    {
        var config = HDemucsNetwork.ConfigOf(arguments);
        var layers = new UNetWeights(factory.Engine, config, weights);
        weights.RequireAllRead();
        return new HDemucsNetwork(name, factory.Engine, config, layers, factory.Scratch(
            config.ToKey(), () => new UNetScratch(factory.Engine, config, layers)));
    }
}
