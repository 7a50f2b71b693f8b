using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;

namespace Unbraid.Service.Tests;

/// <summary>The life of tokens and keys, while the service runs.</summary>
public sealed class TokenTests
{
    private const string Poll = "/producer/tasks?limit=1";
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_and_the_others_are_not()
    {
        await using var service = await RunningService.StartAsync();
        var (one, other) = (Issue(service, "ada"), Issue(service, "ada"));
        var listed = TokenIssuer.List(service.Settings, TimeProvider.System);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, one));

        TokenIssuer.Revoke(service.Settings, new JsonWebToken(one).Id, TimeProvider.System);

        Assert.Equal(2, listed.Count);
        Assert.All(listed, token => Assert.Equal(("ada", false), (token.Subject, token.IsRevoked)));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, one));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, other));
        Assert.Single(TokenIssuer.List(service.Settings, TimeProvider.System), token => token.IsRevoked);
        Assert.Throws<ServiceException>(() => TokenIssuer.Revoke(service.Settings, "none", TimeProvider.System));
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task All_tokens_of_a_subject_can_be_revoked_those_that_nobody_remembers_too()
    {
        await using var service = await RunningService.StartAsync();
        var (one, bobs) = (Issue(service, "ada"), Issue(service, "bob"));
        File.Delete(Path.Combine(service.DataPath, "tokens.json")); // as in a folder of an older version

        TokenIssuer.RevokeAll(service.Settings, "ada", TimeProvider.System);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, one));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, bobs));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, Issue(service, "ada")));
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_list_of_tokens_that_is_damaged_is_named_at_the_start_and_what_it_said_stays_while_the_service_runs()
    {
        await using var service = await RunningService.StartAsync();
        var (good, revoked) = (Issue(service, "ada"), Issue(service, "ada"));
        TokenIssuer.Revoke(service.Settings, new JsonWebToken(revoked).Id, TimeProvider.System);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, revoked));

        await File.WriteAllTextAsync(Path.Combine(service.DataPath, "tokens.json"), "{\"tokens\":[");

        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, good));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, revoked));
        Assert.Contains("is damaged", Assert.Throws<ServiceException>(() => new TokenLedger(SecretTexts.Of(service.Settings).Tokens)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_older_key_signed_counts_until_it_is_retired()
    {
        await using var service = await RunningService.StartAsync(replace: services => services.ReplaceStems((_, _, _) => Task.CompletedTask));
        var old = Issue(service, "ada");
        using var client = service.WithToken(old);
        var audio = await service.AddAudioAsync("ada");
        var link = (await (await client.GetAsync($"/producer/audios/{audio}")).ReadJsonAsync()).GetProperty("url").GetString()!;
        var secret = WebhookSecret.Of(service.Settings, "ada");

        Assert.Equal(2, TokenIssuer.RotateKey(service.Settings));
        var young = Issue(service, "ada");

        Assert.NotEqual(secret, WebhookSecret.Of(service.Settings, "ada"));
        Assert.Equal(2, WebhookSecret.Sign(SigningKey.Open(service.Settings), "ada", "x", 1, "{}"u8).Split(' ').Length);
        foreach (var token in new[] { old, young })
            Assert.Equal(HttpStatusCode.OK, await AskAsync(service, token));
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(link)).StatusCode);

        TokenIssuer.RetireKeys(service.Settings);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, old));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, young));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync(link)).StatusCode);
    }

    [Theory]
    [InlineData("none", "Bearer", "Send a valid token in the header Authorization: Bearer <token>.")]
    [InlineData("expired", "invalid_token", "The token has expired; get a new one.")]
    [InlineData("garbage", "invalid_token", "The token is not one of this service.")]
    [InlineData("key", "invalid_token", "The token is not signed with a key that counts here.")]
    [InlineData("revoked", "invalid_token", "The token was revoked.")]
    [InlineData("audience", "invalid_token", "The token is for another audience.")]
    public async Task A_401_tells_what_is_wrong_with_the_token(string kind, string header, string sentence)
    {
        await using var service = await RunningService.StartAsync();
        var key = new SigningCredentials(LocalTokens.Key(SigningKey.Open(service.Settings)), LocalTokens.Algorithm);
        var revoked = Issue(service, "ada");
        TokenIssuer.Revoke(service.Settings, new JsonWebToken(revoked).Id, TimeProvider.System);
        using var client = kind == "none" ? new HttpClient() : service.WithToken(kind switch
        {
            "expired" => Make(key, LocalTokens.Audience, TimeSpan.FromHours(-2)),
            "key" => Make(new SigningCredentials(new SymmetricSecurityKey(new byte[32]), LocalTokens.Algorithm), LocalTokens.Audience, s_hour),
            "audience" => Make(key, "another", s_hour),
            "revoked" => revoked,
            _ => "garbage",
        });

        var response = await client.GetAsync(new Uri(service.Client.BaseAddress!, Poll));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            header == "Bearer" ? "Bearer" : $"Bearer error=\"{header}\", error_description=\"{sentence}\"",
            response.Headers.WwwAuthenticate.ToString());
        Assert.Equal(sentence, (await response.ReadJsonAsync()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("500")]
    [InlineData("garbage")]
    [InlineData("hangs")]
    public async Task Keys_of_the_issuer_that_cannot_be_had_are_503_and_not_the_tokens_fault(string trouble)
    {
        await using var provider = await FileServer.StartAsync(async http =>
        {
            if (trouble == "500")
                http.Response.StatusCode = 500;
            else if (trouble == "hangs")
                await Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else
                await http.Response.WriteAsync("<html>");
        });
        await using var service = await RunningService.StartAsync(settings => settings.With((TokenOptions tokens) => tokens with
        {
            Issuer = "https://login.example.org/",
            Audience = "unbraid-api",
            JwksUrl = $"http://127.0.0.1:{provider.Port}/jwks",
        }));
        using var client = service.WithToken(Issue(service, "ada"));

        var response = await client.GetAsync(Poll);
        var anonymous = await service.Client.GetAsync(Poll);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("Tokens cannot be checked now; try again in a moment.", (await response.ReadJsonAsync()).GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task However_many_ask_while_the_issuer_hangs_each_gets_503_and_it_is_asked_once(bool discovery)
    {
        await using var provider = await FileServer.StartAsync(http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted));
        var address = $"http://127.0.0.1:{provider.Port}";
        await using var service = await RunningService.StartAsync(settings => settings.With((TokenOptions tokens) => tokens with
        {
            Issuer = discovery ? address : "https://login.example.org/",
            Audience = "unbraid-api",
            JwksUrl = discovery ? null : $"{address}/jwks",
        }));
        using var client = service.WithToken(Issue(service, "ada"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.GetAsync(Poll)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.Single(provider.Asked);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(Poll)).StatusCode);
        Assert.Single(provider.Asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Signatures_of_short_keys_do_not_count_and_a_set_of_nothing_else_is_trouble_of_the_issuer(bool asCertificate)
    {
        using var weak = RSA.Create(1024);
        using var strong = RSA.Create(2048);
        var keys = new List<object> { Jwk(weak, "weak", asCertificate) };
        await using var provider = await FileServer.StartAsync(http => http.Response.WriteAsync(JsonSerializer.Serialize(new { keys })));
        var settings = (ServiceSettings all) => all.With((TokenOptions tokens) => tokens with
        {
            Issuer = "https://login.example.org/",
            Audience = "unbraid-api",
            JwksUrl = $"http://127.0.0.1:{provider.Port}/jwks",
        });
        await using (var service = await RunningService.StartAsync(settings))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(service, Signed(weak, "weak")));
        keys.Add(Jwk(strong, "strong", asCertificate));
        await using (var service = await RunningService.StartAsync(settings))
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(service, Signed(strong, "strong")));
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, Signed(weak, "weak")));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_issuer_that_was_without_keys_is_believed_once_it_has_some(bool discovery)
    {
        using var strong = RSA.Create(2048);
        var keys = new List<object>();
        FileServer? provider = null;
        await using var running = provider = await FileServer.StartAsync(http => http.Response.WriteAsync(http.Request.Path == "/jwks"
            ? JsonSerializer.Serialize(new { keys })
            : JsonSerializer.Serialize(new { issuer = "https://login.example.org/", jwks_uri = $"http://127.0.0.1:{provider!.Port}/jwks" })));
        var clock = new ManualClock();
        await using var service = await RunningService.StartAsync(
            settings => settings.With((TokenOptions tokens) => tokens with
            {
                Issuer = discovery ? $"http://127.0.0.1:{provider.Port}" : "https://login.example.org/",
                Audience = "unbraid-api",
                JwksUrl = discovery ? null : $"http://127.0.0.1:{provider.Port}/jwks",
            }),
            services => services.AddSingleton<TimeProvider>(clock));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(service, Signed(strong, "strong")));
        keys.Add(Jwk(strong, "strong", asCertificate: false));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(service, Signed(strong, "strong")));

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, Signed(strong, "strong")));
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task A_list_of_tokens_that_is_removed_while_the_service_runs_still_counts()
    {
        await using var service = await RunningService.StartAsync();
        var token = Issue(service, "ada");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, token));
        new TokenLedger(SecretTexts.Of(service.Settings).Tokens).RevokeAll("ada", TimeProvider.System.GetUtcNow());
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, token));

        File.Delete(Path.Combine(service.DataPath, "tokens.json"));

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, token));
        var readiness = await service.Client.GetFromJsonAsync<JsonElement>("/health/ready");
        Assert.StartsWith("The list of tokens was removed", readiness.GetProperty("checks").GetProperty("tokens").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_with_unknown_critical_extensions_is_refused()
    {
        await using var service = await RunningService.StartAsync();
        var key = new SigningCredentials(LocalTokens.Key(SigningKey.Open(service.Settings)), LocalTokens.Algorithm);

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = LocalTokens.Issuer,
            Audience = LocalTokens.Audience,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime + s_hour,
            Claims = new Dictionary<string, object> { ["sub"] = "ada" },
            SigningCredentials = key,
            AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "exp2" } },
        });

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, token));
    }

    private static object Jwk(RSA rsa, string id, bool asCertificate)
    {
        var key = rsa.ExportParameters(false);
        var (n, e) = (Base64UrlEncoder.Encode(key.Modulus), Base64UrlEncoder.Encode(key.Exponent));
        if (!asCertificate)
            return new { kty = "RSA", kid = id, n, e, use = "sig" };
        var request = new CertificateRequest("CN=issuer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return new { kty = "RSA", kid = id, n, e, use = "sig", x5c = new[] { Convert.ToBase64String(certificate.RawData) } };
    }

    private static string Signed(RSA rsa, string id)
    {
        // The library itself signs with nothing shorter than 2048 bits.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = Base64UrlEncoder.Encode(JsonSerializer.Serialize(new { alg = "RS256", kid = id, typ = "JWT" }));
        var body = Base64UrlEncoder.Encode(JsonSerializer.Serialize(new { iss = "https://login.example.org/", aud = "unbraid-api", sub = "ada", iat = now, exp = now + 3600 }));
        var signature = rsa.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{body}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Issue(RunningService service, string subject) => TokenIssuer.Issue(service.Settings, subject, s_hour, TimeProvider.System);

    private static string Make(SigningCredentials key, string audience, TimeSpan ends)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = LocalTokens.Issuer,
            Audience = audience,
            IssuedAt = now - TimeSpan.FromHours(3),
            Expires = now + ends,
            Claims = new Dictionary<string, object> { ["sub"] = "ada" },
            SigningCredentials = key,
        });
    }

    private static async Task<HttpStatusCode> AskAsync(RunningService service, string token)
    {
        using var client = service.WithToken(token);
        return (await client.GetAsync(Poll)).StatusCode;
    }
}
