namespace Unbraid.Service;

/// <summary>Every setting of the service with its default.</summary>
public sealed record ServiceOptions
{
    /// <summary>Folder of the database, the signing key and the files. Default: <c>$XDG_DATA_HOME/unbraid</c>, else <c>~/.local/share/unbraid</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>The defaults with every <c>UNBRAID_*</c> environment variable that is set put over them.</summary>
    /// <exception cref="ServiceException">A variable holds a value that makes no sense; the message names it.</exception>
    public static ServiceOptions FromEnvironment() => new();
}
