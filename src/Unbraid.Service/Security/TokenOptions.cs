using System.ComponentModel.DataAnnotations;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Security;

[SettingsGroup("Tokens", 30)]
internal sealed record TokenOptions : IValidatableObject
{
    [Setting(
        "The identity provider whose tokens are accepted, for example `https://login.example.org/`; its keys are found through its discovery document.",
        Default = "none: tokens come from `unbraid token` and are signed with the keys in the data folder")]
    public string? Issuer { get; init; }

    [Setting("Where the issuer's keys (JWKS) are.", Default = "what the issuer's discovery document says")]
    public string? JwksUrl { get; init; }

    [Setting("The audience a token must be for; needed with `issuer`.")]
    public string? Audience { get; init; }

    [Setting("A scope that a token must carry in `scope` or `scp`; only with `issuer`.")]
    public string? RequiredScope { get; init; }

    [Setting("File of the keys that sign tokens, links and callbacks, one in each line, the newest first.", Default = "`signing.key` in the data folder, made on first use; with `database` the keys are in that")]
    public string? SigningKeyFile { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer is not null && string.IsNullOrEmpty(Audience))
            yield return new(
                $"{Setting.Say(nameof(Issuer))} is set but {Setting.Say(nameof(Audience))} is not; say which audience a token must be for.");
        foreach (var name in (string[])[
            .. Audience is null ? [] : new[] { nameof(Audience) }, .. JwksUrl is null ? [] : new[] { nameof(JwksUrl) },
            .. RequiredScope is null ? [] : new[] { nameof(RequiredScope) }])
        {
            if (Issuer is null)
                yield return new($"{Setting.Say(name)} is set but {Setting.Say(nameof(Issuer))} is not; name the identity provider too.");
        }

        if (Issuer is not null && !IsSafe(Issuer))
            yield return new($"{Setting.Say(nameof(Issuer))} is \"{Issuer}\"; give its https address (http only to this machine itself).");
        if (JwksUrl is not null && !IsSafe(JwksUrl))
            yield return new($"{Setting.Say(nameof(JwksUrl))} is \"{JwksUrl}\"; give its https address (http only to this machine itself).");
    }

    private static bool IsSafe(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
