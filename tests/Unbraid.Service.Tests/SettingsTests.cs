using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Outbound;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void Variables_go_over_the_defaults()
    {
        var settings = Read(variables:
        [
            ("UNBRAID_MAX_UPLOAD_BYTES", "500MB"), ("UNBRAID_MAX_AUDIO_DURATION", "15m"), ("UNBRAID_RETENTION", "30d"),
            ("UNBRAID_ALLOWED_PRIVATE_HOSTS", "media.internal, nas"), ("UNBRAID_SEPARATION_WORKERS", "2"),
            ("UNBRAID_LYRIA_RETRY_MAY_BILL_TWICE", "true"), ("UNBRAID_ISSUER", "https://login.example.org/"), ("UNBRAID_AUDIENCE", "api"),
            ("UNBRAID_REQUIRED_SCOPE", ""),
        ]);

        Assert.Equal(500_000_000, settings.Get<AudioOptions>().MaxUploadBytes);
        Assert.Equal(TimeSpan.FromMinutes(15), settings.Get<AudioOptions>().MaxAudioDuration);
        Assert.Equal(TimeSpan.FromDays(30), settings.Get<StorageOptions>().Retention);
        Assert.Equal(["media.internal", "nas"], settings.Get<OutboundOptions>().AllowedPrivateHosts);
        Assert.Equal(2, settings.Get<JobOptions>().SeparationWorkers);
        Assert.True(settings.Get<GenerationOptions>().LyriaRetryMayBillTwice);
        Assert.Equal("https://login.example.org/", settings.Get<TokenOptions>().Issuer);
        Assert.Null(settings.Get<TokenOptions>().RequiredScope);
        Assert.Equal("http://127.0.0.1:8080", settings.Get<HttpOptions>().Urls);
    }

    [Fact]
    public void Variables_go_over_the_file_and_options_over_both()
    {
        File.WriteAllText(
            Path.Combine(_data, "unbraid.json"),
            """
            {
              // what a file may hold: numbers, truths, lists
              "uploadWorkers": 3, "separationWorkers": "4", "maxAttempts": 5, "lyriaRetryMayBillTwice": true,
              "allowedPrivateHosts": ["media", "nas"], "publicUrl": null
            }
            """);

        var settings = Read(
            variables: [("UNBRAID_SEPARATION_WORKERS", "6"), ("UNBRAID_MAX_ATTEMPTS", "7")], options: [("maxAttempts", "8")]);

        var jobs = settings.Get<JobOptions>();
        Assert.Equal((3, 6, 8, 3), (jobs.UploadWorkers, jobs.SeparationWorkers, jobs.MaxAttempts, jobs.GenerationWorkers));
        Assert.Equal(Math.Max(1, Environment.ProcessorCount / 6), jobs.Threads);
        Assert.True(settings.Get<GenerationOptions>().LyriaRetryMayBillTwice);
        Assert.Equal(["media", "nas"], settings.Get<OutboundOptions>().AllowedPrivateHosts);
        Assert.Null(settings.Get<HttpOptions>().PublicUrl);
        Assert.Equal(
            [$"uploadWorkers in {_data}/unbraid.json", "UNBRAID_SEPARATION_WORKERS", "--max-attempts", "default"],
            ((string[])["uploadWorkers", "separationWorkers", "maxAttempts", "generationWorkers"])
                .Select(name => settings.Effective.Single(setting => setting.Name == name).Source));
    }

    [Fact]
    public void A_file_that_is_named_counts_instead_of_the_one_in_the_folder_and_may_name_the_folder()
    {
        var (file, other) = (Path.Combine(_data, "mine.json"), Path.Combine(_data, "other"));
        File.WriteAllText(Path.Combine(_data, "unbraid.json"), """{ "uploadWorkers": 5 }""");
        File.WriteAllText(file, $$"""{ "dataFolder": "{{other}}" }""");

        foreach (var settings in new[]
        {
            ServiceSettings.LoadFrom(file, new Dictionary<string, string?>(), new Dictionary<string, string?>()),
            ServiceSettings.LoadFrom(null, new Dictionary<string, string?> { ["UNBRAID_SETTINGS"] = file }, new Dictionary<string, string?>()),
        })
        {
            Assert.Equal(other, settings.DataFolder);
            Assert.Equal(3, settings.Get<JobOptions>().UploadWorkers);
        }
    }

    [Theory]
    [InlineData("UNBRAID_SEPARATION_WORKERS", "0")]
    [InlineData("UNBRAID_SEPARATION_WORKERS", "many")]
    [InlineData("UNBRAID_SEPARATION_WORKERS", "65")]
    [InlineData("UNBRAID_LYRIA_RETRY_MAY_BILL_TWICE", "perhaps")]
    [InlineData("UNBRAID_MAX_UPLOAD_BYTES", "5TB")]
    [InlineData("UNBRAID_MAX_UPLOAD_BYTES", "99999999999999TB")]
    [InlineData("UNBRAID_MAX_UPLOAD_BYTES", "-1")]
    [InlineData("UNBRAID_RETENTION", "7")]
    [InlineData("UNBRAID_RETENTION", "0s")]
    [InlineData("UNBRAID_RETENTION", "99999999999d")]
    [InlineData("UNBRAID_URLS", "nonsense")]
    [InlineData("UNBRAID_URLS", "ftp://127.0.0.1:0")]
    [InlineData("UNBRAID_URLS", ";")]
    [InlineData("UNBRAID_PUBLIC_URL", "stems.example.org")]
    [InlineData("UNBRAID_LYRIA_URL", "http://generativelanguage.googleapis.com/")]
    [InlineData("UNBRAID_LYRIA_URL", "ftp://localhost/")]
    [InlineData("UNBRAID_LYRIA_URL", "nonsense")]
    public void A_value_that_makes_no_sense_is_named(string name, string value)
    {
        var e = Assert.Throws<ServiceException>(() => Read(variables: [(name, value)]));

        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_and_where_it_stands()
    {
        File.WriteAllText(
            Path.Combine(_data, "unbraid.json"),
            """{ "maxUplaodBytes": "1GB", "uploadWorkers": { "count": 2 }, "retention": "7", "dataFolder": "/elsewhere" }""");

        var e = Assert.Throws<ServiceException>(() => Read(
            variables: [("UNBRAID_FETCH_TIMOUT", "secret-looking-value"), ("UNBRAID_LEASE", "1s")], options: [("maxAttempts", "often")]));

        Assert.Equal(
            $"The variable UNBRAID_FETCH_TIMOUT is no setting; did you mean UNBRAID_FETCH_TIMEOUT? "
            + $"{_data}/unbraid.json lies in the data folder and cannot say where that is; remove dataFolder from it, or name the file with --settings. "
            + $"maxUplaodBytes in {_data}/unbraid.json is no setting; did you mean maxUploadBytes? "
            + $"retention in {_data}/unbraid.json is \"7\", which is not a time such as 90s, 15m, 24h or 30d. "
            + $"uploadWorkers in {_data}/unbraid.json must be a text, a number, true, false or a list of texts. "
            + "UNBRAID_LEASE is \"1s\", which is out of range; give 5s to 1h. "
            + "--max-attempts is \"often\", which is not a whole number.",
            e.Message);
    }

    [Theory]
    [InlineData("issuer (UNBRAID_ISSUER) is set but audience (UNBRAID_AUDIENCE) is not", "UNBRAID_ISSUER=https://login.example.org/")]
    [InlineData("audience (UNBRAID_AUDIENCE) is set but issuer (UNBRAID_ISSUER) is not", "UNBRAID_AUDIENCE=api")]
    [InlineData("jwksUrl (UNBRAID_JWKS_URL) is set but issuer", "UNBRAID_JWKS_URL=https://login.example.org/jwks")]
    [InlineData("requiredScope (UNBRAID_REQUIRED_SCOPE) is set but issuer", "UNBRAID_REQUIRED_SCOPE=stems")]
    [InlineData("give its https address", "UNBRAID_ISSUER=http://login.example.org/", "UNBRAID_AUDIENCE=api")]
    [InlineData("give its https address", "UNBRAID_ISSUER=https://login.example.org/", "UNBRAID_AUDIENCE=api", "UNBRAID_JWKS_URL=file:///etc/jwks")]
    [InlineData("are both set; give one", "UNBRAID_LYRIA_API_KEY=AIza", "UNBRAID_LYRIA_API_KEY_FILE=/run/key")]
    [InlineData("lyriaTimeout (UNBRAID_LYRIA_TIMEOUT) must be shorter than taskTimeout (UNBRAID_TASK_TIMEOUT)", "UNBRAID_TASK_TIMEOUT=1m", "UNBRAID_LYRIA_API_KEY=AIza")]
    public void A_combination_that_makes_no_sense_is_named(string complaint, params string[] variables)
    {
        var e = Assert.Throws<ServiceException>(
            () => Read(variables: [.. variables.Select(variable => (variable[..variable.IndexOf('=')], variable[(variable.IndexOf('=') + 1)..]))]));

        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AIza", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"retention\": ", "is not an object of JSON (line 1)")]
    [InlineData("{\n\n \"retention\": x }", "is not an object of JSON (line 3)")]
    [InlineData("[]", "is not an object of JSON")]
    [InlineData("{ \"retention\": \"1d\", \"Retention\": \"2d\" }", "Retention")]
    [InlineData(null, "cannot be read")]
    public void A_file_that_is_none_is_named(string? content, string complaint)
    {
        var file = Path.Combine(_data, "named.json");
        if (content is not null)
            File.WriteAllText(file, content);

        var e = Assert.Throws<ServiceException>(() => ServiceSettings.LoadFrom(file, new Dictionary<string, string?>(), new Dictionary<string, string?>()));

        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_that_others_read_are_no_mistake_and_secrets_are_not_shown()
    {
        var settings = Read(variables: [("UNBRAID_OFFLINE", "1"), ("UNBRAID_TOKEN", "x"), ("UNBRAID_LYRIA_API_KEY", "AIza-secret")]);

        var key = settings.Effective.Single(setting => setting.Name == "lyriaApiKey");
        Assert.Equal(("***", "UNBRAID_LYRIA_API_KEY"), (key.Value, key.Source));
        Assert.DoesNotContain(settings.Effective, setting => $"{setting}".Contains("AIza", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_default_is_what_it_says_and_within_its_range()
    {
        foreach (var setting in Setting.All.Where(setting => !setting.Default.Contains(' ') && setting.Default != "none"))
        {
            var settings = Read(variables: [(setting.Variable, setting.Default)]);
            Assert.Equal(setting.Default, settings.Effective.Single(effective => effective.Name == setting.Name).Value);
        }

        Assert.Equal(Setting.All.Count, Setting.All.DistinctBy(setting => setting.Name).Count());
    }

    [Fact]
    public void Lyria_is_asked_in_one_of_two_ways()
    {
        var e = Assert.Throws<ServiceException>(() => Read(variables: [("UNBRAID_LYRIA_API", "jobs")]));
        Assert.Contains("generateContent or interactions", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_about_settings_is_what_the_code_says() =>
        Assert.Equal(
            SettingsPage.Markdown(), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "settings.md")));

    private ServiceSettings Read((string Name, string Value)[] variables, (string Name, string Value)[]? options = null) => ServiceSettings.LoadFrom(
        null, variables.ToDictionary(variable => variable.Name, variable => (string?)variable.Value),
        (options ?? []).Append(("dataFolder", _data)).ToDictionary(option => option.Item1, option => (string?)option.Item2));

    [Fact]
    public void Tokens_need_a_subject_and_an_end()
    {
        var folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        var settings = RunningService.SettingsIn(folder);
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(settings, " ", TimeSpan.FromDays(1), TimeProvider.System));
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(settings, new string('x', 201), TimeSpan.FromDays(1), TimeProvider.System));
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(settings, "ada", TimeSpan.Zero, TimeProvider.System));
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(settings, "ada", TimeSpan.FromDays(4000), TimeProvider.System));
        Directory.Delete(folder, recursive: true);
    }
}
