namespace Unbraid.Service.Tests;

public class SettingsTests
{
    [Fact]
    public void Variables_go_over_the_defaults()
    {
        var variables = new Dictionary<string, string>
        {
            ["UNBRAID_MAX_UPLOAD_BYTES"] = "500MB",
            ["UNBRAID_MAX_AUDIO_DURATION"] = "15m",
            ["UNBRAID_RETENTION"] = "30d",
            ["UNBRAID_ALLOWED_PRIVATE_HOSTS"] = "media.internal, nas",
            ["UNBRAID_SEPARATION_WORKERS"] = "2",
            ["UNBRAID_LYRIA_RETRY_MAY_BILL_TWICE"] = "true",
            ["UNBRAID_ISSUER"] = "https://login.example.org/",
        };

        var options = EnvironmentSettings.Read(name => variables.GetValueOrDefault(name));

        Assert.Equal(500_000_000, options.MaxUploadBytes);
        Assert.Equal(TimeSpan.FromMinutes(15), options.MaxAudioDuration);
        Assert.Equal(TimeSpan.FromDays(30), options.Retention);
        Assert.Equal(["media.internal", "nas"], options.AllowedPrivateHosts);
        Assert.Equal(2, options.SeparationWorkers);
        Assert.True(options.LyriaRetryMayBillTwice);
        Assert.Equal("https://login.example.org/", options.Issuer);
        Assert.Equal("http://127.0.0.1:8080", options.Urls);
    }

    [Theory]
    [InlineData("UNBRAID_SEPARATION_WORKERS", "0")]
    [InlineData("UNBRAID_SEPARATION_WORKERS", "many")]
    [InlineData("UNBRAID_LYRIA_RETRY_MAY_BILL_TWICE", "perhaps")]
    [InlineData("UNBRAID_MAX_UPLOAD_BYTES", "5TB")]
    [InlineData("UNBRAID_MAX_UPLOAD_BYTES", "-1")]
    [InlineData("UNBRAID_RETENTION", "7")]
    [InlineData("UNBRAID_RETENTION", "99999999999d")]
    public void A_value_that_makes_no_sense_is_named(string name, string value)
    {
        var e = Assert.Throws<ServiceException>(() => EnvironmentSettings.Read(asked => asked == name ? value : null));

        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(value, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_need_a_subject_and_an_end()
    {
        var folder = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(folder, " ", TimeSpan.FromDays(1), TimeProvider.System));
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(folder, new string('x', 201), TimeSpan.FromDays(1), TimeProvider.System));
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(folder, "ada", TimeSpan.Zero, TimeProvider.System));
        Assert.Throws<ServiceException>(() => TokenIssuer.Issue(folder, "ada", TimeSpan.FromDays(4000), TimeProvider.System));
        Directory.Delete(folder, recursive: true);
    }
}
