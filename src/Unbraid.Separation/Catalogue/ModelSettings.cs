namespace Unbraid.Separation.Catalogue;

/// <summary>Where models are kept and fetched from.</summary>
internal sealed record ModelSettings
{
    /// <summary>
    /// The folder of installed models, one folder for each, from <c>UNBRAID_MODELS</c>. Default: <c>$XDG_DATA_HOME/unbraid/models</c>, else
    /// <c>~/.local/share/unbraid/models</c>.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>Never use the network, from <c>UNBRAID_OFFLINE</c>: anything but empty, <c>0</c>, <c>false</c> and <c>no</c>.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Fetch from here instead of from the authors, from <c>UNBRAID_MODEL_MIRROR</c>: an http or https address below which the files are found
    /// as <c>MODEL/FILE</c>, as they are in <see cref="Folder"/>. What comes is checked all the same.
    /// </summary>
    public Uri? Mirror { get; init; }

    /// <exception cref="SeparationException">A variable is invalid; the message names it.</exception>
    public static ModelSettings FromEnvironment() => Read(Environment.GetEnvironmentVariable);

    internal static ModelSettings Read(Func<string, string?> variable) => new()
    {
        Folder = Path.GetFullPath(variable("UNBRAID_MODELS") is { Length: > 0 } folder ? folder : DefaultFolder()),
        Offline = variable("UNBRAID_OFFLINE")?.ToUpperInvariant() is not (null or "" or "0" or "FALSE" or "NO"),
        Mirror = variable("UNBRAID_MODEL_MIRROR") is { Length: > 0 } mirror ? ReadMirror(mirror) : null,
    };

    /// <summary>Where a file of a model is fetched from.</summary>
    internal Uri SourceOf(CatalogueModel model, ModelFile file) => Mirror is null ? file.Url : new Uri(Mirror, $"{model.Name}/{file.Name}");

    private static string DefaultFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "unbraid", "models");

    private static Uri ReadMirror(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var mirror) && (mirror.Scheme == Uri.UriSchemeHttp || mirror.Scheme == Uri.UriSchemeHttps)
            ? mirror
            : throw new SeparationException("UNBRAID_MODEL_MIRROR is no http or https address: give one such as https://models.example.org/, or unset it.");
}
