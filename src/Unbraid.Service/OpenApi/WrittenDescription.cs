using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Unbraid.Service.OpenApi;

/// <summary>
/// The OpenAPI document as text, built when it is first asked for and once a minute at most: it is the same for everybody, and building it takes a
/// while; it names the models that are installed, and others may come.
/// </summary>
internal sealed class WrittenDescription(
    [FromKeyedServices(SelfDescription.Document)] IOpenApiDocumentProvider provider, IOptionsMonitor<OpenApiOptions> options, TimeProvider clock)
    : IDisposable
{
    private static readonly TimeSpan s_freshness = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _turn = new(1);
    private Written? _latest;

    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (_latest is { } written && IsFresh(written))
            return written.Text;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_latest is not { } latest || !IsFresh(latest))
                _latest = latest = new Written(await WriteAsync(), clock.GetTimestamp());
            return latest.Text;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool IsFresh(Written written) => clock.GetElapsedTime(written.At) < s_freshness;

    // Not cancelled by the one who asked first: others wait for it too.
    private async Task<string> WriteAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        return await document.SerializeAsJsonAsync(options.Get(SelfDescription.Document).OpenApiVersion, CancellationToken.None);
    }

    private sealed record Written(string Text, long At);
}
