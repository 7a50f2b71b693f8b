using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Unbraid.Service.Http;
using Unbraid.Service.Security;

namespace Unbraid.Service.Tests;

public class SecurityTests
{
    private const string Poll = "/producer/tasks?taskId=00000000-0000-0000-0000-000000000000";

    [Theory]
    [InlineData("GET", "/producer/tasks?taskId=x")]
    [InlineData("DELETE", "/producer/tasks/x")]
    [InlineData("POST", "/producer/stems")]
    [InlineData("POST", "/producer/upload")]
    public async Task Without_a_token_every_operation_answers_401(string method, string path)
    {
        await using var service = await RunningService.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "POST" ? JsonContent.Create(new { }) : null;
        using var response = await service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(401, (await response.ReadJsonAsync()).GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task Tokens_that_are_not_ours_or_not_now_are_refused()
    {
        await using var service = await RunningService.StartAsync();
        var key = LocalTokens.Key(SigningKey.Open(service.Settings));
        var good = Describe(new SigningCredentials(key, SecurityAlgorithms.HmacSha256));

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(service, Token(good)));

        foreach (var (why, token) in new (string, string)[]
        {
            ("garbage", "garbage"),
            ("expired", Token(With(good, t => (t.IssuedAt, t.NotBefore, t.Expires) = (Hours(-3), Hours(-3), Hours(-2))))),
            ("not yet", Token(With(good, t => (t.NotBefore, t.Expires) = (Hours(1), Hours(2))))),
            ("no end", Token(With(good, t => t.Expires = null), setDefaultTimes: false)),
            ("other audience", Token(With(good, t => t.Audience = "somebody else"))),
            ("other issuer", Token(With(good, t => t.Issuer = "somebody else"))),
            ("no subject", Token(With(good, t => t.Subject = new ClaimsIdentity()))),
            ("other key", Token(With(good, t => t.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256)))),
            ("no signature", Token(With(good, t => t.SigningCredentials = null))),
            ("the link key", Token(With(good, t => t.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(SigningKey.Open(service.Settings).Derive("unbraid links")), SecurityAlgorithms.HmacSha256)))),
        })
        {
            Assert.True(await AskAsync(service, token) == HttpStatusCode.Unauthorized, why);
        }
    }

    [Fact]
    public async Task An_issuers_keys_are_fetched_and_nothing_but_its_asymmetric_signatures_counts()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "one" };
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = "one" });
        await using var provider = await FileServer.StartAsync(http => http.Response.WriteAsync(
            JsonSerializer.Serialize(new { keys = new[] { new { kty = jwk.Kty, kid = jwk.Kid, n = jwk.N, e = jwk.E, use = "sig" } } })));
        await using var service = await RunningService.StartAsync(settings => settings.With((TokenOptions tokens) => tokens with
        {
            Issuer = "https://login.example.org/",
            Audience = "unbraid-api",
            JwksUrl = $"http://127.0.0.1:{provider.Port}/jwks",
        }));
        var good = Describe(new SigningCredentials(key, SecurityAlgorithms.RsaSha256), "https://login.example.org/", "unbraid-api");

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(service, Token(good)));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, Token(With(good, t => t.Audience = "other"))));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System)));

        // The public key, taken for a shared secret: the classic confusion of algorithms.
        var confused = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "one" };
        Assert.Equal(HttpStatusCode.Unauthorized,
            await AskAsync(service, Token(With(good, t => t.SigningCredentials = new SigningCredentials(confused, SecurityAlgorithms.HmacSha256)))));
    }

    [Fact]
    public async Task A_missing_scope_is_403()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((TokenOptions tokens) => tokens with { RequiredScope = "stems" }));
        var token = Describe(new SigningCredentials(LocalTokens.Key(SigningKey.Open(service.Settings)), SecurityAlgorithms.HmacSha256));

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(service, Token(token)));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(service, Token(With(token, t => t.Claims = new Dictionary<string, object> { ["scope"] = "stemsX read" }))));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(service, Token(With(token, t => t.Claims = new Dictionary<string, object> { ["scope"] = "read stems" }))));
    }

    [Trait(TestDatabase.Trait, "sqlite")]
    [Fact]
    public async Task The_signing_key_is_its_owners_alone_and_stays()
    {
        await using var service = await RunningService.StartAsync();
        var file = Path.Combine(service.DataPath, "signing.key");
        var before = await File.ReadAllTextAsync(file);
        TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System);

        Assert.Equal(before, await File.ReadAllTextAsync(file));
        Assert.Equal(32, Convert.FromBase64String(before).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Many_that_make_the_key_at_once_agree_on_one()
    {
        var folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Convert.ToBase64String(SigningKey.Open(RunningService.SettingsIn(folder)).Derive("x")))));

        Assert.Single(keys.Distinct());
        Assert.Single(Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task One_tenant_that_asks_too_fast_gets_429_and_others_do_not()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((HttpOptions http) => http with { PollsPerSecond = 1, SubmissionsPerMinute = 2 }));
        using var ada = service.As("ada");
        using var bob = service.As("bob");

        var polls = new List<HttpResponseMessage>();
        for (var i = 0; i < 10; i++)
            polls.Add(await ada.GetAsync(Poll));
        var submissions = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
            submissions.Add(await ada.PostAsJsonAsync("/producer/stems", new { audioId = "x" }));

        var refused = polls.First(poll => poll.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(429, (await refused.ReadJsonAsync()).GetProperty("statusCode").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, submissions[0].StatusCode);
        Assert.Contains(submissions, submission => submission.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync(Poll)).StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    [InlineData("/health/live")]
    [InlineData("/producer/tasks")]
    [InlineData("/nothing")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var service = await RunningService.StartAsync();
        using var response = await service.Client.GetAsync(path);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    private static SecurityTokenDescriptor Describe(SigningCredentials credentials, string issuer = "unbraid", string audience = "unbraid") => new()
    {
        Subject = new ClaimsIdentity([new Claim("sub", "ada")]),
        Issuer = issuer,
        Audience = audience,
        NotBefore = Hours(-1),
        Expires = Hours(1),
        SigningCredentials = credentials,
    };

    private static DateTime Hours(double hours) => TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(hours);

    private static SecurityTokenDescriptor With(SecurityTokenDescriptor token, Action<SecurityTokenDescriptor> change)
    {
        var copy = new SecurityTokenDescriptor
        {
            Subject = token.Subject,
            Issuer = token.Issuer,
            Audience = token.Audience,
            NotBefore = token.NotBefore,
            Expires = token.Expires,
            SigningCredentials = token.SigningCredentials,
        };
        change(copy);
        return copy;
    }

    private static string Token(SecurityTokenDescriptor token, bool setDefaultTimes = true) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = setDefaultTimes }.CreateToken(token);

    private static async Task<HttpStatusCode> AskAsync(RunningService service, string token)
    {
        using var client = service.WithToken(token);
        return (await client.GetAsync(Poll)).StatusCode;
    }
}
