using System.Text.Json.Serialization;

namespace Unbraid.Separation.Catalogue;

/// <summary>A model the catalogue knows, installed or not.</summary>
public sealed record CatalogueModel
{
    /// <summary>What it is asked for by, for example <c>htdemucs_ft</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The class of its network: <c>HTDemucs</c>, <c>HDemucs</c>, <c>SCNet</c>, <c>Mini</c>, or <c>Classic</c> for no network.</summary>
    public required string Family { get; init; }

    public required string Description { get; init; }

    public required string GoodFor { get; init; }

    /// <summary>Its stems in the order of the network's output.</summary>
    public required IReadOnlyList<string> Stems { get; init; }

    /// <summary>Seconds of sound it was made to look at in one go.</summary>
    public double? SegmentSeconds { get; init; }

    /// <summary>Of several files run side by side: the weight of each for each stem, [files, stems]. A stem is the weighted mean.</summary>
    public double[][]? BagWeights { get; init; }

    /// <summary>Constructor arguments of its network that its files do not tell.</summary>
    [JsonInclude, JsonConverter(typeof(ArgumentsConverter))]
    internal IReadOnlyDictionary<string, object?>? Arguments { get; init; }

    /// <summary>Whether it comes with the program and is not fetched.</summary>
    public bool BuiltIn { get; init; }

    [JsonPropertyName("licence")]
    public required string LicenceId { get; init; }

    /// <summary>What may be done with its weights.</summary>
    [JsonIgnore]
    public ModelLicence Licence { get; internal init; } = ModelLicence.Unknown;

    /// <summary>The checkpoints, in the order of <see cref="BagWeights"/>.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>What others measured.</summary>
    public required IReadOnlyList<ModelFigure> Figures { get; init; }

    /// <summary>Bytes to fetch.</summary>
    [JsonIgnore]
    public long Size => Files.Sum(file => file.Size);
}

/// <summary>A checkpoint.</summary>
/// <param name="Name">File name.</param>
/// <param name="Url">Where its authors publish it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of its content, 64 hexadecimal digits in lower case.</param>
public sealed record ModelFile(string Name, Uri Url, long Size, string Sha256);

/// <summary>What may be done with weights.</summary>
/// <param name="Name">In a word, for example <c>MIT</c>.</param>
/// <param name="Summary">In a sentence.</param>
/// <param name="Source">Where the author says so.</param>
/// <param name="NeedsConsent">Whether the user has to agree before they are fetched.</param>
public sealed record ModelLicence(string Name, string Summary, Uri? Source, bool NeedsConsent)
{
    internal static ModelLicence Unknown { get; } = new("unknown", "its author has not said what may be done with it", null, NeedsConsent: true);
}

/// <summary>Signal to distortion of a model's stems, in dB.</summary>
/// <param name="Metric">
/// <c>cSDR</c>: BSSEval v4, median over frames of a second and then over songs. <c>uSDR</c>: over whole songs, mean over songs. The two
/// are up to 0.9 dB apart and cannot be compared.
/// </param>
/// <param name="TestSet">The songs it was measured on.</param>
/// <param name="Stems">dB for each stem that was measured.</param>
/// <param name="Source">Where it was published.</param>
public sealed record ModelFigure(string Metric, string TestSet, IReadOnlyDictionary<string, decimal> Stems, Uri Source)
{
    /// <summary>Mean over the stems, to a hundredth.</summary>
    [JsonIgnore]
    public decimal Mean => decimal.Round(Stems.Values.Average(), 2, MidpointRounding.AwayFromZero);
}
