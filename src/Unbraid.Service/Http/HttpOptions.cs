using System.ComponentModel.DataAnnotations;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Http;

[SettingsGroup("Addresses and requests", 10)]
internal sealed record HttpOptions : IValidatableObject
{
    [Setting("Addresses to listen on, separated by semicolons; http, since TLS is the business of a proxy in front.")]
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    [Setting(
        "The address clients see, put in front of every link, for example `https://stems.example.org`.", Default = "the address of the request")]
    public string? PublicUrl { get; init; }

    [Setting("How long a link works; each poll gives fresh ones.", To = "30d")]
    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromHours(1);

    [Setting("Tasks one tenant may submit per minute, in bursts of the same size.")]
    public int SubmissionsPerMinute { get; init; } = 60;

    [Setting("Polls one tenant may send per second, in bursts of twice that.", To = "1000000")]
    public int PollsPerSecond { get; init; } = 50;

    [Setting("Tasks one tenant may listen to at once, by server-sent events.", To = "100000")]
    public int MaxEventStreams { get; init; } = 100;

    [Setting("Connections at once, of all clients together; more are closed before anything is read.", From = "10", To = "1000000", Default = "half of the handles that the service does not need itself, 10000 at most")]
    public int? MaxConnections { get; init; }

    [Setting(
        "Proxies in front, as addresses or networks such as `10.0.0.0/8`, whose `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix` count; those of anybody else are ignored.")]
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    [Setting("Origins of pages that may use the API from a browser, such as `https://app.example.org`, or `*` for any.")]
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>The addresses one by one.</summary>
    public string[] Addresses => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Addresses is [] || Array.Find(Addresses, address => !IsListenable(address)) is not null)
            yield return new($"{Setting.Say(nameof(Urls))} is \"{Urls}\", which cannot be listened on; give an address such as http://127.0.0.1:8080.");
        if (PublicUrl is not null && !IsPlainAddress(PublicUrl))
            yield return new($"{Setting.Say(nameof(PublicUrl))} is \"{PublicUrl}\"; give an address such as https://stems.example.org, without a query.");
        foreach (var proxy in TrustedProxies.Where(proxy => Proxies.NetworkOf(proxy) is null))
            yield return new($"{Setting.Say(nameof(TrustedProxies))} names \"{proxy}\"; give an address such as 127.0.0.1 or a network such as 10.0.0.0/8.");
        foreach (var origin in CorsOrigins.Where(origin => origin != "*" && !IsOrigin(origin)))
            yield return new($"{Setting.Say(nameof(CorsOrigins))} names \"{origin}\"; give an origin such as https://app.example.org, without a path, or *.");
    }

    private static bool IsListenable(string address) =>
        Uri.TryCreate(address.Replace('*', 'x').Replace('+', 'x'), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp;

    private static bool IsOrigin(string text) => IsPlainAddress(text) && new Uri(text).AbsolutePath == "/" && !text.EndsWith('/');

    private static bool IsPlainAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url is { Query: "", Fragment: "", UserInfo: "" };
}
