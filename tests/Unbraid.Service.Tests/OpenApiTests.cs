using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace Unbraid.Service.Tests;

public class OpenApiTests
{
    [Fact]
    public async Task The_document_holds_the_given_operation_word_for_word()
    {
        var document = await ReadAsync();
        using var given = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "given-openapi.json")));

        Assert.Empty(Missing(given.RootElement, document, "$"));
    }

    [Fact]
    public async Task It_is_built_once_however_many_ask()
    {
        var built = 0;
        await using var service = await RunningService.StartAsync(replace: services => services.Configure<OpenApiOptions>("v1", openApi =>
            openApi.AddDocumentTransformer((_, _, _) => Task.FromResult(Interlocked.Increment(ref built)))));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => service.Client.GetStringAsync("/openapi/v1.json")));

        Assert.Equal(1, built);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_security_and_error_bodies_with_examples()
    {
        var document = await ReadAsync();
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value).ToList();

        Assert.NotEmpty(operations);
        foreach (var operation in operations)
        {
            Assert.StartsWith("ApiPublicController_", operation.GetProperty("operationId").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.True(operation.GetProperty("security")[0].TryGetProperty("bearerAuth", out _));
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] == '4'))
            {
                var example = response.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("example");
                Assert.Equal(response.Name, example.GetProperty("status").GetInt32().ToString());
            }
        }
    }

    [Fact]
    public async Task The_page_shows_it_and_brings_everything_it_needs()
    {
        await using var service = await RunningService.StartAsync();

        var page = await service.Client.GetStringAsync("/docs");

        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        foreach (var resource in new[] { "page.css", "page.js", "openapi/v1.json" })
        {
            Assert.Contains($"\"{resource}\"", page, StringComparison.Ordinal);
            Assert.True((await service.Client.GetAsync($"/{resource}")).IsSuccessStatusCode);
        }
    }

    private static async Task<JsonElement> ReadAsync()
    {
        await using var service = await RunningService.StartAsync();
        return await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
    }

    /// <summary>What the expected document says and the actual one does not. The actual one may say more.</summary>
    private static IEnumerable<string> Missing(JsonElement expected, JsonElement actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            return expected.EnumerateObject().SelectMany(member =>
                actual.TryGetProperty(member.Name, out var value) ? Missing(member.Value, value, $"{path}.{member.Name}") : [$"{path}.{member.Name}"]);
        }

        return JsonElement.DeepEquals(expected, actual) ? [] : [$"{path} is {actual}"];
    }
}
