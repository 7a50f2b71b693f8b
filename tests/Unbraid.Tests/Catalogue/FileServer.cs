using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Unbraid.Tests.Catalogue;

/// <summary>A request as far as the tests care.</summary>
public sealed record Request(string Path, long? From, string? IfRange);

/// <summary>An answer, and how many bytes of its body are sent before the connection is cut or falls silent.</summary>
public sealed record Answer(int Status, byte[] Body)
{
    public string Headers { get; init; } = "";

    public int? CutAfter { get; init; }

    public int? SilentAfter { get; init; }

    /// <summary>Milliseconds before each byte.</summary>
    public int? TrickleMilliseconds { get; init; }
}

/// <summary>A web server on a port of its own that does exactly what a test says, cut connections included.</summary>
public sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, Answer> _answer;

    public FileServer(Func<Request, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public ConcurrentQueue<Request> Requests { get; } = [];

    /// <summary>A server of one content that understands ranges.</summary>
    public static FileServer Of(byte[] content, string headers = "") => new(request => Serve(request, content, headers));

    /// <summary>All of a content, or what follows the offset that is asked for.</summary>
    public static Answer Serve(Request request, byte[] content, string headers = "") => request.From is not { } from
        ? new Answer(200, content) { Headers = headers }
        : from >= content.Length
        ? new Answer(416, [])
        : new Answer(206, content[(int)from..]) { Headers = $"{headers}Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n" };

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                var answer = _answer(request);
                var head = $"HTTP/1.1 {answer.Status} X\r\nContent-Length: {answer.Body.Length}\r\nConnection: close\r\n{answer.Headers}\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                for (var sent = 0; answer.TrickleMilliseconds is { } pause && sent < answer.Body.Length; sent++)
                {
                    await Task.Delay(pause, _stop.Token);
                    await stream.WriteAsync(answer.Body.AsMemory(sent, 1));
                }

                await stream.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.SilentAfter ?? answer.Body.Length));
                if (answer.SilentAfter is not null)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private static async Task<Request> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        var path = (await reader.ReadLineAsync())!.Split(' ')[1];
        long? from = null;
        string? ifRange = null;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            if (line.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                ifRange = line["If-Range: ".Length..];
        }

        return new Request(path, from, ifRange);
    }
}
