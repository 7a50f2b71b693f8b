using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Tests;

public class HttpFileTests
{
    [Fact]
    public async Task The_http_file_has_every_operation_and_no_other()
    {
        await using var service = await RunningService.StartAsync();
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var file = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "unbraid.http"));

        var requests = Regex.Matches(file, @"^(?<method>[A-Z]+) \{\{url\}\}(?<path>/producer/[^?\s]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .Select(request => $"{request.Groups["method"]} {request.Groups["path"].Value.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)}");

        Assert.Equal(operations.Order(StringComparer.Ordinal), requests.Distinct().Order(StringComparer.Ordinal));
    }
}
