using System.Text.Json;
using Unbraid.Service.Tests;

namespace Unbraid.Studio.Tests;

/// <summary>What comes out of the page's loudspeakers.</summary>
public sealed class MixerTests(Browser browser) : StudioPage(browser), IClassFixture<Browser>
{
    [Fact]
    public async Task What_is_heard_is_the_sum_of_the_stems_to_the_sample_over_jumps_and_loops()
    {
        await DropAsync("Noise.wav", Noise(seconds: 8));
        await TakeApartAsync("classic", residual: true);

        var heard = await Page.EvaluateAsync<JsonElement>(await ScriptAsync("listen.js"));

        TestContext.Current.TestOutputHelper?.WriteLine(heard.ToString());
        Assert.InRange(heard.GetProperty("seconds").GetDouble(), 4, 9);
        // All but the few milliseconds in which sound comes and goes at a jump.
        Assert.InRange(heard.GetProperty("found").GetDouble(), 0.99, 1);
        // The turns of a loop of 0.68 s in 2.5 s, and a few pairs that the song has twice; a stem that lags behind the others would leave nothing to be found.
        Assert.InRange(heard.GetProperty("jumps").GetInt32(), 2, 16);
        // The stems and what is left over are the song.
        Assert.InRange(heard.GetProperty("error").GetDouble(), 0, 1e-4);
    }

    [Fact]
    public async Task Practice_changes_the_speed_or_the_pitch_and_not_both()
    {
        await DropAsync("Tone.wav", TestWav.Sine(8, 44_100, hertz: 441));
        await TakeApartAsync("classic");
        foreach (var (speed, semitones) in new[] { (0.75, 0), (1.25, 0), (1, 5), (1, 0) })
        {
            var heard = await Page.EvaluateAsync<JsonElement>(await ScriptAsync("practise.js"), new[] { speed, semitones });

            TestContext.Current.TestOutputHelper?.WriteLine(heard.ToString());
            Assert.InRange(heard.GetProperty("pace").GetDouble(), speed - 0.05, speed + 0.05);
            Assert.InRange(heard.GetProperty("hertz").GetDouble() / (441 * Math.Pow(2, semitones / 12.0)), 0.985, 1.015);
        }
    }

    private static Task<string> ScriptAsync(string name) => File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "scripts", name));

    private static byte[] Noise(double seconds)
    {
        var file = TestWav.Sine(seconds, 44_100);
        var random = new Random(7);
        for (var i = 44; i < file.Length; i += 2)
            BitConverter.TryWriteBytes(file.AsSpan(i), (short)random.Next(-8_000, 8_000));
        return file;
    }
}
