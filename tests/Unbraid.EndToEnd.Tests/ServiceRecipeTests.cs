using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Unbraid.EndToEnd.Tests;

/// <summary>A recipe whose second step takes a model of its own, through the service, with networks that are small.</summary>
public sealed class ServiceRecipeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_drums_of_a_song_are_taken_apart_again_where_the_model_for_it_is_installed()
    {
        await using var service = Serve();
        using var client = await ServiceClient.OfAsync(_folder, service);
        var audioId = await client.UploadAsync();
        var refused = await client.Http.PostAsJsonAsync("/producer/stems", new { audioId, recipe = "drumkit" }, service.Limit);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("recipe drumkit needs the model drumsep, which is not installed in this service", await refused.Content.ReadAsStringAsync(service.Limit), StringComparison.Ordinal);

        Install();
        var task = await client.TaskAsync(await client.Http.PostAsJsonAsync("/producer/stems", new { audioId, recipe = "drumkit", model = "mini", residual = true }));

        var stems = new Dictionary<string, short[]>();
        foreach (var link in task.GetProperty("result").EnumerateObject())
            stems[link.Name] = WavFile.Read(await client.Http.GetByteArrayAsync(link.Value.GetString(), service.Limit));
        Assert.Equal(["cymbals", "kick", "residual", "snare", "toms"], stems.Keys.Order(StringComparer.Ordinal));
        foreach (var piece in stems.Keys)
            Assert.Contains(stems[piece], sample => sample is < -2 or > 2);
        var song = WavFile.Tones(2);
        Assert.Equal(song, Enumerable.Range(0, song.Length).Select(i => (short)stems.Values.Sum(stem => stem[i])));
        Assert.Equal("mini, drumsep", task.GetProperty("model").GetString());
    }

    private CliProcess Serve() => CliProcess.Start(
        _folder.At("home"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _folder.At("data")],
        [("UNBRAID_MODELS", _folder.At("models")), ("UNBRAID_CATALOGUE", Catalogue())]);

    private void Install()
    {
        Directory.CreateDirectory(_folder.At("models/drumsep"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "drumsep-tiny.th"), _folder.At("models/drumsep/model_drumsep.th"));
    }

    /// <summary>Our catalogue with a tiny network of the same kind where the one for drum kits stands.</summary>
    private string Catalogue()
    {
        var catalogue = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "catalogue.json")))!;
        var drumsep = catalogue["models"]!.AsArray().Single(model => (string?)model!["name"] == "drumsep")!;
        drumsep["segmentSeconds"] = 5;
        drumsep["configuration"]!["training"]!["segment"] = 5;
        drumsep["configuration"]!["hdemucs"] = JsonNode.Parse("""{"channels": 4, "depth": 6}""");
        File.WriteAllText(_folder.At("catalogue.json"), catalogue.ToJsonString());
        return _folder.At("catalogue.json");
    }
}
