using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Telemetry;

namespace Unbraid.Service.Tests;

public class MetricsTests
{
    private const string Token = "a-token-of-the-operator";

    [Fact]
    public async Task Figures_of_every_room_and_nothing_about_tenants()
    {
        await using var service = await RunningService.StartAsync(
            replace: services => services.ReplaceStems((_, _, _) => Task.CompletedTask));
        using var client = service.As("ada-the-tenant");
        var song = await service.AddAudioAsync("ada-the-tenant", "A title of hers");
        await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId = song, model = "classic" }));
        await client.WaitAsync(await client.SubmitAsync("/producer/upload", new { audioUrl = "http://nowhere.invalid/song.mp3" }));

        var figures = await service.Client.GetStringAsync("/metrics");

        string[] expected =
        [
            "unbraid_task_count{", "unbraid_task_duration_seconds_bucket{", "unbraid_task_wait_seconds_count{", "unbraid_task_work_ratio_count{",
            "unbraid_task_audio_seconds_total{", "unbraid_worker_count{", "unbraid_worker_busy{", "unbraid_storage_size_bytes{",
            "unbraid_storage_free_bytes", "unbraid_callback_due", "http_server_request_duration_seconds_bucket{",
            "http_server_response_body_size_bytes_sum{",
        ];
        Assert.All(expected, name => Assert.Contains($"\n{name}", figures, StringComparison.Ordinal));
        Assert.Contains("unbraid_task_kind=\"stems\",unbraid_task_outcome=\"completed\"", figures, StringComparison.Ordinal);
        Assert.Contains("unbraid_task_kind=\"upload\",unbraid_task_outcome=\"failed\"", figures, StringComparison.Ordinal);
        Assert.All((string[])["ada-the-tenant", "A title", "nowhere.invalid", song.ToString()],
            secret => Assert.DoesNotContain(secret, figures, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "stems.example.org")]
    public async Task Without_a_token_only_this_machine_reads_them(string header, string value)
    {
        await using var service = await RunningService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task With_a_token_only_it_counts()
    {
        await using var service = await RunningService.StartAsync(
            replace: services => services.AddSingleton(new TelemetryOptions { MetricsToken = Token }));
        using var tenant = service.As("ada");
        using var operatorOfIt = service.WithToken(Token);
        using var proxied = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Client.BaseAddress!, "/metrics"));
        proxied.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        proxied.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");

        var nobody = await service.Client.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal("Bearer", nobody.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await tenant.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await operatorOfIt.GetAsync("/metrics")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(proxied)).StatusCode);
    }
}
