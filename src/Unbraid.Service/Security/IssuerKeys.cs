using System.Security.Cryptography;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Unbraid.Service.Security;

/// <summary>Sees to it that the keys of the token issuer are at hand. However many ask at once, the issuer is asked once, and after a failure left alone for a while.</summary>
internal sealed partial class IssuerKeys(TimeProvider clock, ILogger<IssuerKeys> log)
{
    private const int ShortestRsaKey = 2048;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private Task? _attempt;
    private long _failedAt;

    /// <summary>Whether signatures with a key count: elliptic curves, and RSA of 2048 bits or more (NIST SP 800-131A).</summary>
    public static bool IsStrong(SecurityKey key) =>
        key is ECDsaSecurityKey or JsonWebKey { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve } or X509SecurityKey { PublicKey: ECDsa } || key.KeySize >= ShortestRsaKey;

    /// <exception cref="Refusal">503, they cannot be fetched.</exception>
    public async Task NeedAsync(IConfigurationManager<OpenIdConnectConfiguration> keys, CancellationToken cancellationToken)
    {
        Task attempt;
        lock (_gate)
        {
            if (_attempt is null or { IsCompletedSuccessfully: true } || (_attempt.IsCompleted && clock.GetElapsedTime(_failedAt) >= s_pause))
                _attempt = AskAsync(keys);
            attempt = _attempt;
        }

        try
        {
            await attempt.WaitAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Refusal(StatusCodes.Status503ServiceUnavailable, "Tokens cannot be checked now; try again in a moment.") { RetryAfter = s_pause };
        }
    }

    private async Task AskAsync(IConfigurationManager<OpenIdConnectConfiguration> keys)
    {
        try
        {
            // With discovery there are two fetches behind this.
            await keys.GetConfigurationAsync(CancellationToken.None).WaitAsync(s_patience, clock);
        }
        catch (Exception e)
        {
            _failedAt = clock.GetTimestamp();
            LogFailure(e);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys of the token issuer cannot be read; requests are answered with 503")]
    private partial void LogFailure(Exception e);

    /// <summary>Keys of which none counts are neither kept for hours nor put in the place of better ones.</summary>
    public sealed class Validator : IConfigurationValidator<OpenIdConnectConfiguration>
    {
        public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) => configuration.SigningKeys.Any(IsStrong)
            ? new() { Succeeded = true }
            : new() { ErrorMessage = "There is no key among them whose signatures count." };
    }
}
