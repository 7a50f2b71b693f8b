using System.Net;
using System.Net.Sockets;

namespace Unbraid.Studio.Tests;

/// <summary>A connection to the studio that breaks when so many bytes have gone up, and stays broken until it is mended.</summary>
internal sealed class Cable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private CancellationTokenSource _cut = new();
    private long _left;

    /// <param name="port">Where the studio listens.</param>
    /// <param name="bytes">Bytes after which it breaks.</param>
    public Cable(int port, long bytes)
    {
        (_port, _left) = (port, bytes);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Mend() => (_left, _cut) = (long.MaxValue, new CancellationTokenSource());

    public void Dispose()
    {
        _end.Cancel();
        _cut.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var browser = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = RelayAsync(browser, _cut.Token);
        }
    }

    private async Task RelayAsync(TcpClient browser, CancellationToken cut)
    {
        using (browser)
        using (var studio = new TcpClient())
        {
            if (cut.IsCancellationRequested)
                return;
            await studio.ConnectAsync(IPAddress.Loopback, _port, CancellationToken.None);
            await Task.WhenAny(UpAsync(browser.GetStream(), studio.GetStream(), cut), studio.GetStream().CopyToAsync(browser.GetStream(), cut));
        }
    }

    private async Task UpAsync(NetworkStream from, NetworkStream to, CancellationToken cut)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cut)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cut);
            if (Interlocked.Add(ref _left, -read) < 0)
                await _cut.CancelAsync();
        }
    }
}
