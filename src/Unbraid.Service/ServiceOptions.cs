namespace Unbraid.Service;

/// <summary>Every setting of the service with its default.</summary>
/// <remarks>
/// Each setting can be given as an environment variable: <c>UNBRAID_</c> and the property's name in upper case with
/// underscores, for example <c>UNBRAID_MAX_UPLOAD_BYTES=500MB</c>. Times are written <c>90s</c>, <c>15m</c>, <c>24h</c>,
/// <c>30d</c>; sizes <c>64KB</c>, <c>200MB</c>, <c>1GB</c>; lists with commas.
/// </remarks>
public sealed record ServiceOptions
{
    /// <summary>
    /// Folder of the database, the signing key and the files. Default: <c>$XDG_DATA_HOME/unbraid</c>, else
    /// <c>~/.local/share/unbraid</c>.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons; http, since TLS is the business of a proxy in front.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>
    /// The address clients see, put in front of every link, for example <c>https://stems.example.org</c>. Default: the address of
    /// the request.
    /// </summary>
    public string? PublicUrl { get; init; }

    /// <summary>Separations at the same time. A separation uses every processor by itself. Default 1.</summary>
    public int SeparationWorkers { get; init; } = 1;

    /// <summary>Uploads processed at the same time. Default 2.</summary>
    public int UploadWorkers { get; init; } = 2;

    /// <summary>Songs generated at the same time, and so the most calls that Lyria gets at once. Default 2.</summary>
    public int GenerationWorkers { get; init; } = 2;

    /// <summary>Threads of one separation. Default: the processors of the machine.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Longest song, decoded. Default 4 minutes.</summary>
    public TimeSpan MaxAudioDuration { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Largest file, uploaded or fetched. Default 200 MB.</summary>
    public long MaxUploadBytes { get; init; } = 200_000_000;

    /// <summary>Largest picture fetched from an <c>imageUrl</c>. Default 10 MB.</summary>
    public long MaxImageBytes { get; init; } = 10_000_000;

    /// <summary>Longest time to fetch an <c>audioUrl</c> or <c>imageUrl</c>. Default 2 minutes.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Redirects followed when fetching an <c>audioUrl</c> or <c>imageUrl</c>. Default 5.</summary>
    public int FetchRedirects { get; init; } = 5;

    /// <summary>
    /// Host names that an <c>audioUrl</c>, <c>imageUrl</c> or <c>callbackUrl</c> may name although their address is private. Default: none.
    /// </summary>
    public IReadOnlyList<string> AllowedPrivateHosts { get; init; } = [];

    /// <summary>Longest time for a <c>callbackUrl</c> to answer. Default 15 s.</summary>
    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one attempt at a task may run before it ends as <c>timeout</c>. Default 1 hour.</summary>
    public TimeSpan TaskTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a task is tried whose worker was lost. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long a worker holds a task without a sign of life. Renewed every second. Default 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long tasks and files are kept. Default 7 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a link works; each poll gives fresh ones. Default 1 hour.</summary>
    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Unfinished tasks one tenant may have; more are refused with 429. Default 20.</summary>
    public int MaxTasksInFlight { get; init; } = 20;

    /// <summary>Tasks one tenant may submit per minute, in bursts of the same size. Default 60.</summary>
    public int SubmissionsPerMinute { get; init; } = 60;

    /// <summary>Polls one tenant may send per second, in bursts of twice that. Default 50.</summary>
    public int PollsPerSecond { get; init; } = 50;

    /// <summary>
    /// The identity provider whose tokens are accepted, for example <c>https://login.example.org/</c>; its keys are found
    /// through its discovery document. Default: none; tokens come from <c>unbraid token</c> and are signed with the key in the data folder.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>Where the issuer's keys (JWKS) are. Default: what the issuer's discovery document says.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>The audience a token must be for. Needed with <see cref="Issuer"/>.</summary>
    public string? Audience { get; init; }

    /// <summary>A scope that a token must carry in <c>scope</c> or <c>scp</c>. Default: none.</summary>
    public string? RequiredScope { get; init; }

    /// <summary>
    /// Key of the Gemini API. With it songs are made by Google's Lyria unless a request names the built-in composer. Default: none.
    /// </summary>
    public string? LyriaApiKey { get; init; }

    /// <summary>A file that holds the key, read at the start, instead of <see cref="LyriaApiKey"/>. Default: none.</summary>
    public string? LyriaApiKeyFile { get; init; }

    /// <summary>Where the Gemini API is; https, or http on this machine. Default: Google's own address.</summary>
    public string LyriaUrl { get; init; } = "https://generativelanguage.googleapis.com/";

    /// <summary>Id of the model behind the name <c>Lyria 3 Pro</c>. Default <c>lyria-3-pro-preview</c>.</summary>
    public string LyriaModel { get; init; } = "lyria-3-pro-preview";

    /// <summary>Longest time for one call of Lyria, which answers when the song is made. Default 300 s.</summary>
    public TimeSpan LyriaTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Whether Lyria is called again when a call timed out or broke off, or the service was stopped during one. The song may then be
    /// paid for twice. Default false.
    /// </summary>
    public bool LyriaRetryMayBillTwice { get; init; }

    /// <summary>The defaults with every <c>UNBRAID_*</c> environment variable that is set put over them.</summary>
    /// <exception cref="ServiceException">A variable holds a value that makes no sense; the message names it.</exception>
    public static ServiceOptions FromEnvironment() => EnvironmentSettings.Read(Environment.GetEnvironmentVariable);

    /// <summary>The data folder with its default filled in.</summary>
    internal string ResolvedDataFolder => Storage.DataFolder.Resolve(DataFolder);

    /// <summary>The record's own text would show every setting, and one of them is a secret.</summary>
    public override string ToString() => nameof(ServiceOptions);
}
