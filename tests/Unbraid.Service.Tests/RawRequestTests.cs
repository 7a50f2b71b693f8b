using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Unbraid.Service.Tests;

/// <summary>Requests that no client library sends.</summary>
public sealed class RawRequestTests
{
    [Fact]
    public async Task What_is_wrong_with_a_request_is_its_own_fault_and_never_a_500()
    {
        await using var service = await RunningService.StartAsync();
        var token = TokenIssuer.Issue(service.Settings, "ada", TimeSpan.FromHours(1), TimeProvider.System);
        await service.AddAudioAsync("ada");
        string[] requests =
        [
            $"POST /producer/upload HTTP/1.1|Host: x|Content-Type: multipart/form-data; boundary={new string('x', 4100)}|Content-Length: 5||hello",
            "POST /producer/upload HTTP/1.1|Host: x|Content-Type: multipart/form-data; boundary=x|Transfer-Encoding: chunked||FFFFFFFFF|hello",
            "POST /producer/stems HTTP/1.1|Host: x|Content-Type: application/json|Transfer-Encoding: chunked||FFFFFFFFF|hello",
            "POST /producer/stems HTTP/1.1|Host: x|Content-Type: application/json|Transfer-Encoding: chunked||zz|hello",
            "GET /producer/audios HTTP/1.1|Host:||",
            "POST /producer/upload HTTP/1.1|Host: x|Content-Type: application/json|Content-Length: 28||{\"audioUrl\":\"http://\u00FF\u00FE.mp3\"}",
        ];
        foreach (var request in requests)
        {
            var answer = await SendAsync(service, request.Replace("||", $"|Connection: close|Authorization: Bearer {token}||", StringComparison.Ordinal).Replace("|", "\r\n", StringComparison.Ordinal));
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    [InlineData("/studio/app.js")]
    [InlineData("/page.js")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task What_anybody_may_get_answers_to_head(string path)
    {
        await using var service = await RunningService.StartAsync();

        using var answer = await service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private static async Task<string> SendAsync(RunningService service, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
