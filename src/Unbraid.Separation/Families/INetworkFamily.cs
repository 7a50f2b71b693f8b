using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Families;

/// <summary>
/// A family of networks: how its files are known, how they say what to build, and how that is built. Lives in the folder of the network; a line
/// in <c>NetworkFamilies</c> makes it known.
/// </summary>
internal interface INetworkFamily
{
    /// <summary>Class in the original implementation, by which checkpoints name it.</summary>
    string ClassName { get; }

    /// <summary>Published networks of the family, name to constructor arguments: with synthetic weights they run without a file.</summary>
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> PublishedShapes { get; }

    /// <summary>How Music-Source-Separation-Training takes a whole song through it.</summary>
    SongProcedure Procedure => SongProcedure.Msst;

    /// <summary>Whether tensors are those of this family, by their names alone.</summary>
    bool Owns(TensorStore tensors);

    /// <summary>Constructor arguments that shapes tell.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="isPublished">Whether nothing else describes the file: what shapes leave open is then as in the published network of that size.</param>
    /// <exception cref="CheckpointException">There is no such published network, so that only its configuration can tell.</exception>
    IReadOnlyDictionary<string, object?> ArgumentsFrom(TensorStore tensors, bool isPublished);

    /// <summary>Constructor arguments that a training configuration gives.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="tensors">What it belongs to; where shapes tell more, or something else, they are right.</param>
    /// <exception cref="SeparationException">It is of another network, lacks a key, or asks for a variant that does not run here; the message names it.</exception>
    IReadOnlyDictionary<string, object?> ArgumentsFrom(TrainingConfig config, TensorStore tensors);

    /// <summary>Gives the network the segment of the set it is part of, if its class takes one from there.</summary>
    void Lengthen(Dictionary<string, object?> arguments, double seconds)
    {
    }

    /// <summary>Builds a network.</summary>
    /// <param name="factory">What it is built by.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="arguments">Constructor arguments.</param>
    /// <param name="weights">Its weights; every one is read.</param>
    /// <exception cref="CheckpointException">An argument is not supported, or weights are missing or do not fit.</exception>
    ISeparationModel Build(NetworkFactory factory, string name, IReadOnlyDictionary<string, object?> arguments, TensorSource weights);
}
