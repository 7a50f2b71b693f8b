using System.Globalization;
using Unbraid.Inference;
using Unbraid.Separation.Catalogue;
using Unbraid.Separation.Recipes;

namespace Unbraid.Separation;

/// <summary>What to separate with.</summary>
public sealed record SeparatorOptions
{
    /// <summary>
    /// A quality (<c>fast</c>, <c>balanced</c>, <c>best</c>; default: balanced), a name in the catalogue, the path of a checkpoint, or <c>auto</c>: the best
    /// model that is installed. Where the model of a quality is not installed, the best one that is takes its place. A YAML or JSON file is an
    /// ensemble: several models that are merged. With a recipe it is the model of the steps that name none.
    /// </summary>
    public string Model { get; init; } = ModelCatalogue.Balanced;

    /// <summary>
    /// The training configuration (YAML) of a checkpoint file. Default: the one beside it, if there is one: <c>x.yaml</c>, <c>x.ckpt.yaml</c> or
    /// <c>config.yaml</c> for <c>x.ckpt</c>.
    /// </summary>
    public string? ModelConfig { get; init; }

    /// <summary>The folder of installed models, see <see cref="ModelStore"/>. Default: that of <c>UNBRAID_MODELS</c>, else one in the user's data folder.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>Steps that follow each other, instead of one model for the whole song. Default: none.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>The stems wanted, a subset of the model's or the recipe's. Default: all. Naming one may be faster.</summary>
    public IReadOnlyList<string>? Stems { get; init; }

    /// <summary>Threads for the model. Default: the processors of the machine. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// How much neighbouring segments overlap, as a fraction of a segment, 0 to 0.9. Default: what the model wants, usually
    /// 0.25. More takes longer (time grows with 1 / (1 - overlap)) and may sound a little smoother.
    /// </summary>
    public double? Overlap { get; init; }

    /// <summary>
    /// Passes over the song, each with its segments moved by a random time of up to half a second; the stems are their average. Default 0:
    /// one pass that is not moved. At most 100; time grows with it.
    /// </summary>
    public int Shifts { get; init; }

    /// <summary>Seed of the random times of <see cref="Shifts"/>: the same seed gives the same stems. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Longest song to accept. Default: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Which sound of a file with several, from 1 on. Default: the one that the file says is its main one, else the first.</summary>
    public int? Track { get; init; }

    /// <summary>Whether stems of a video begin with its picture. Default: with its sound.</summary>
    public bool BeginsWithPicture { get; init; }

    /// <summary>The clock for elapsed and remaining times. Default: the system's.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the numbers against their ranges, and the environment's choice of kernels.</summary>
    /// <exception cref="SeparationException">A number is out of its range, or there are no such kernels; the message names it.</exception>
    internal void Validate()
    {
        if (Threads < 1)
            throw new SeparationException($"{Threads} threads are out of range: give 1 or more.");
        if (Overlap is < 0 or > 0.9 or double.NaN)
            throw new SeparationException(string.Create(CultureInfo.InvariantCulture, $"An overlap of {Overlap} is out of range: give 0 to 0.9."));
        if (Shifts is < 0 or > 100)
            throw new SeparationException($"{Shifts} shifts are out of range: give 0 to 100.");
        if (Track < 1)
            throw new SeparationException($"Track {Track} is out of range: give 1 or more.");
        if (KernelSelection.Complaint() is { } complaint)
            throw new SeparationException(complaint);
    }
}
