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

        var heard = await Page.EvaluateAsync<JsonElement>(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "scripts", "listen.js")));

        TestContext.Current.TestOutputHelper?.WriteLine(heard.ToString());
        Assert.InRange(heard.GetProperty("seconds").GetDouble(), 4, 9);
        // All but the few milliseconds in which sound comes and goes at a jump.
        Assert.InRange(heard.GetProperty("found").GetDouble(), 0.99, 1);
        // Two jumps, the turns of a loop of 0.68 s in 2.5 s, and a stop.
        Assert.InRange(heard.GetProperty("jumps").GetInt32(), 4, 8);
        // The stems and what is left over are the song.
        Assert.InRange(heard.GetProperty("error").GetDouble(), 0, 1e-4);
    }

    [Theory]
    [InlineData(0.75, 0)]
    [InlineData(1.25, 0)]
    [InlineData(1, 5)]
    public async Task Practice_changes_the_speed_or_the_pitch_and_not_both(double speed, int semitones)
    {
        await DropAsync("Tone.wav", TestWav.Sine(8, 44_100, hertz: 441));
        await TakeApartAsync("classic");

        var heard = await Page.EvaluateAsync<JsonElement>(
            """
            async ([speed, semitones]) => {
              const { player } = document.querySelector('stem-mixer');
              await player.setPractice(speed, semitones);
              const recorder = player.context.createScriptProcessor(4096, 2, 2);
              const heard = [];
              recorder.onaudioprocess = ({ inputBuffer }) => heard.push(...inputBuffer.getChannelData(0));
              await player.play();
              const pause = (ms) => new Promise((go) => setTimeout(go, ms));
              await pause(1000);
              const [from, before] = [player.position, player.context.currentTime];
              player.volume.connect(recorder).connect(player.context.destination);
              await pause(2500);
              const pace = (player.position - from) / 44100 / (player.context.currentTime - before);
              let turns = 0;
              for (let i = 1; i < heard.length; i++) if (heard[i - 1] < 0 && heard[i] >= 0) turns++;
              return { pace, hertz: turns / heard.length * 44100 };
            }
            """,
            new[] { speed, semitones });

        TestContext.Current.TestOutputHelper?.WriteLine(heard.ToString());
        Assert.InRange(heard.GetProperty("pace").GetDouble(), speed - 0.05, speed + 0.05);
        Assert.InRange(heard.GetProperty("hertz").GetDouble() / (441 * Math.Pow(2, semitones / 12.0)), 0.985, 1.015);
    }

    private static byte[] Noise(double seconds)
    {
        var file = TestWav.Sine(seconds, 44_100);
        var random = new Random(7);
        for (var i = 44; i < file.Length; i += 2)
            BitConverter.TryWriteBytes(file.AsSpan(i), (short)random.Next(-8_000, 8_000));
        return file;
    }
}
