using System.Net.Http.Json;
using System.Text.Json;
using Unbraid.Service.Jobs;
using Unbraid.Service.Tests.Toys;

namespace Unbraid.Service.Tests;

public sealed class TaskKindTests
{
    [Fact]
    public async Task A_new_kind_is_a_folder_and_a_line()
    {
        await using var service = await RunningService.StartAsync(replace: services => services.AddToy());
        using var client = service.As("ada");

        var refused = await client.PostAsJsonAsync("/producer/toys", new { colour = "ultramarine" });
        var task = await client.WaitAsync(await client.SubmitAsync("/producer/toys", new { colour = "red" }));
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        Assert.Equal("colour must have at most 10 characters", (await refused.ReadJsonAsync()).GetProperty("message")[0].GetString());
        Assert.Equal(("toy", "completed"), (Text(task, "type"), Text(task, "status")));
        Assert.Equal("\"red\"", await service.Client.GetStringAsync(Text(task.GetProperty("result"), "toyUrl")));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal("#/components/schemas/ToyTask", Text(schemas.GetProperty("TaskDto").GetProperty("discriminator").GetProperty("mapping"), "toy"));
        Assert.Equal(10, schemas.GetProperty("ToyDto").GetProperty("properties").GetProperty("colour").GetProperty("maxLength").GetInt32());
        var post = document.GetProperty("paths").GetProperty("/producer/toys").GetProperty("post");
        Assert.Equal("red", Text(post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example"), "colour"));
    }

    [Fact]
    public async Task What_a_removed_task_made_goes_with_the_area_of_its_kind()
    {
        await using var service = await RunningService.StartAsync(replace: services => services.AddToy());
        using var client = service.As("ada");
        var id = await client.SubmitAsync("/producer/toys", new { colour = "red" });
        await client.WaitAsync(id);
        Assert.Single(service.Objects());

        await using (var db = await service.DbAsync())
        {
            db.Tasks.Remove((await db.Tasks.FindAsync(Guid.Parse(id)))!);
            await db.SaveChangesAsync();
        }

        await service.Get<Janitor>().SweepAsync(DateTimeOffset.MaxValue);

        Assert.Empty(service.Objects());
    }

    [Fact]
    public async Task A_task_tells_its_kind_its_song_and_its_model()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(TestWav.Sine(1)), "file", "a.wav" } };
        var upload = await client.WaitAsync((await (await client.PostAsync("/producer/upload", form)).ReadJsonAsync()).GetProperty("taskId").GetString()!);
        var audioId = Text(upload.GetProperty("result"), "audioId");

        var stems = await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId, stems = new[] { "vocals" } }));
        var named = await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId, model = "classic" }));

        Assert.Equal("upload", Text(upload, "type"));
        Assert.False(upload.TryGetProperty("audioId", out _));
        Assert.Equal(("stems", audioId), (Text(stems, "type"), Text(stems, "audioId")));
        Assert.Equal(Unbraid.Separation.ModelCatalogue.Names[0], Text(stems, "model"));
        Assert.Equal("classic", Text(named, "model"));
        Assert.Equal(["bass", "drums", "other", "vocals"], named.GetProperty("result").EnumerateObject().Select(stem => stem.Name).Order());
    }

    [Theory]
    [InlineData("""["piano"]""", "stems must be among drums, bass, other, vocals, which classic makes; there is no \"piano\"")]
    [InlineData("""["vocals","Drums"]""", "stems must be among drums, bass, other, vocals, which classic makes; there is no \"Drums\"")]
    [InlineData("[]", "stems must name at least one stem")]
    public async Task Stems_that_the_model_does_not_make_are_refused_at_once(string stems, string complaint)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var response = await client.PostAsync(
            "/producer/stems",
            new StringContent($$"""{"audioId":"{{await service.AddAudioAsync("ada")}}","model":"classic","stems":{{stems}}}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(complaint, Assert.Single((await response.ReadJsonAsync()).GetProperty("message").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("extend_music")]
    [InlineData("cover_music")]
    [InlineData("replace_music")]
    [InlineData("Create_Music")]
    public async Task An_older_action_is_answered_with_the_one_there_is(string action)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var response = await client.PostAsJsonAsync("/producer/audios", new { action, soundPrompt = "x", audioId = "y" });

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("action must be create_music", (await response.ReadJsonAsync()).GetProperty("message")[0].GetString());
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
