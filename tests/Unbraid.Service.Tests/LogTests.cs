using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Unbraid.Service.Tests;

public class LogTests
{
    [Fact]
    public async Task No_token_signature_or_address_reaches_the_log()
    {
        using var log = new CapturedLog();
        await using var service = await RunningService.StartAsync(replace: services => services.AddSingleton<ILoggerProvider>(log));
        var token = TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System);
        using var client = service.WithToken(token);
        using var stranger = service.WithToken(token[..^4] + "AAAA");

        await client.WaitAsync(await client.SubmitAsync("/producer/upload", new { audioUrl = "http://nowhere.invalid/song.mp3?X-Amz-Signature=s3cret" }));
        await client.GetAsync("/files/audio/x/audio.mp3?name=a&expires=99999999999&signature=s3cret");
        await stranger.GetAsync("/producer/tasks?taskId=x");
        await client.PostAsJsonAsync("/producer/stems", new { audioId = "x" });

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("s3cret", StringComparison.Ordinal) || line.Contains(token[..20], StringComparison.Ordinal));
    }
}
