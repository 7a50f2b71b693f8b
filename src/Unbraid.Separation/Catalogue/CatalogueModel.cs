using System.Text.Json.Serialization;

namespace Unbraid.Separation.Catalogue;

/// <summary>A model the catalogue knows, installed or not.</summary>
internal sealed record CatalogueModel
{
    /// <summary>What it is asked for by, for example <c>htdemucs_ft</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The class of its network: <c>HTDemucs</c>, <c>HDemucs</c>, <c>SCNet</c>, <c>BSRoformer</c>, <c>MelBandRoformer</c>, <c>Mini</c>, or <c>Classic</c> for no network.
    /// </summary>
    public required string Family { get; init; }

    public required string Description { get; init; }

    public required string GoodFor { get; init; }

    /// <summary>Its stems in the order of the network's output; of a network for one thing, that and the song without it.</summary>
    public required IReadOnlyList<string> Stems { get; init; }

    /// <summary>Seconds of sound it was made to look at in one go.</summary>
    public double? SegmentSeconds { get; init; }

    /// <summary>Of several files run side by side: the weight of each for each stem, [files, stems]. A stem is the weighted mean.</summary>
    public double[][]? BagWeights { get; init; }

    /// <summary>What its files do not tell, in the form of a training configuration; null where they tell everything or bring one along.</summary>
    [JsonInclude, JsonConverter(typeof(ConfigurationConverter))]
    internal IReadOnlyDictionary<string, object?>? Configuration { get; init; }

    /// <summary>Whether it comes with the program and is not fetched.</summary>
    public bool BuiltIn { get; init; }

    [JsonPropertyName("licence")]
    public required string LicenceId { get; init; }

    /// <summary>What may be done with its weights.</summary>
    [JsonIgnore]
    public ModelLicence Licence { get; internal init; } = ModelLicence.Unknown;

    /// <summary>Its files: the checkpoints in the order of <see cref="BagWeights"/>, and a training configuration where one lies beside them.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>The files without the configuration.</summary>
    [JsonIgnore]
    public IReadOnlyList<ModelFile> Checkpoints => [.. Files.Where(file => !file.Name.EndsWith(".yaml", StringComparison.Ordinal))];

    /// <summary>What was measured: by us first, then by others.</summary>
    public required IReadOnlyList<ModelFigure> Figures { get; init; }

    /// <summary>What it costs to run; null for no network.</summary>
    public ModelCost? Cost { get; init; }

    /// <summary>Multiply-adds for a second of song in all its passes, in billions.</summary>
    [JsonIgnore]
    public double Work => Cost is { } cost ? cost.GmacPerSecond * cost.Passes : 0;

    /// <summary>Bytes to fetch.</summary>
    [JsonIgnore]
    public long Size => Files.Sum(file => file.Size);
}

/// <summary>A checkpoint.</summary>
/// <param name="Name">File name.</param>
/// <param name="Url">Where its authors publish it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of its content, 64 hexadecimal digits in lower case. Null: nobody published it, and the first fetch records it.</param>
/// <param name="IsSizeExact">Whether <paramref name="Size"/> is exact; otherwise it is within a tenth.</param>
internal sealed record ModelFile(string Name, Uri Url, long Size, string? Sha256 = null, bool IsSizeExact = true)
{
    /// <summary>The most bytes that it can have.</summary>
    internal long MaxSize => IsSizeExact ? Size : Size + (Size / 10);

    /// <summary>Whether a file of so many bytes can be it.</summary>
    public bool MayHave(long bytes) => bytes <= MaxSize && bytes >= Size - (MaxSize - Size);
}

/// <summary>What a model costs to run.</summary>
/// <param name="GmacPerSecond">Multiply-adds for a second of sound, in billions, one pass of one network.</param>
/// <param name="Passes">How often each second is looked at by default: overlap, times the networks that run side by side.</param>
/// <param name="ShareOfProduct">How fast it runs where it was measured, as a share of the speed of a large matrix product there.</param>
internal sealed record ModelCost(double GmacPerSecond, double Passes, double ShareOfProduct)
{
    /// <summary>Seconds that a song takes, roughly.</summary>
    /// <param name="songSeconds">Its length.</param>
    /// <param name="productGflops">Speed of a large matrix product on the machine, in GFLOP/s.</param>
    public double SecondsFor(double songSeconds, double productGflops) => songSeconds * Passes * GmacPerSecond * 2 / (ShareOfProduct * productGflops);
}

/// <summary>What may be done with weights.</summary>
/// <param name="Name">In a word, for example <c>MIT</c>.</param>
/// <param name="Summary">In a sentence.</param>
/// <param name="Source">Where the author says so.</param>
/// <param name="NeedsConsent">Whether the user has to agree before they are fetched.</param>
internal sealed record ModelLicence(string Name, string Summary, Uri? Source, bool NeedsConsent)
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
/// <param name="Source">Where it was published, or our own table, as a path in this project.</param>
internal sealed record ModelFigure(string Metric, string TestSet, IReadOnlyDictionary<string, decimal> Stems, Uri Source)
{
    /// <summary>Whether we measured it ourselves.</summary>
    [JsonIgnore]
    public bool IsOurs => !Source.IsAbsoluteUri;

    /// <summary>Mean over the stems, to a hundredth.</summary>
    [JsonIgnore]
    public decimal Mean => decimal.Round(Stems.Values.Average(), 2, MidpointRounding.AwayFromZero);
}
