using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Unbraid.Service.OpenApi;

/// <summary>The OpenAPI document as text, built when it is first asked for: it is the same for everybody, and building it takes a while.</summary>
internal sealed class WrittenDescription(
    [FromKeyedServices(SelfDescription.Document)] IOpenApiDocumentProvider provider, IOptionsMonitor<OpenApiOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private string? _text;

    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (_text is { } written)
            return written;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _text ??= await WriteAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // Not cancelled by the one who asked first: others wait for it too.
    private async Task<string> WriteAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        return await document.SerializeAsJsonAsync(options.Get(SelfDescription.Document).OpenApiVersion, CancellationToken.None);
    }
}
