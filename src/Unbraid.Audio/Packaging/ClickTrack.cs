namespace Unbraid.Audio.Packaging;

/// <summary>A sound file with a click on every beat, a higher one at the beginning of each bar.</summary>
internal static class ClickTrack
{
    private const int BlockFrames = 16_384;
    private const double Length = 0.03, Decay = 0.006, Level = 0.5, BarHertz = 1500, BeatHertz = 1000;

    /// <summary>Writes a WAV file of 16 bits and one channel.</summary>
    /// <param name="path">Final path.</param>
    /// <param name="rate">In Hz.</param>
    /// <param name="frames">Its length.</param>
    /// <param name="tempo">Where the beats are: its first beat is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync(string path, int rate, long frames, SongTempo tempo, CancellationToken cancellationToken)
    {
        await using var writer = AudioWriter.Create(path, new AudioFormat(rate, 1), new AudioEncoding(AudioContainer.Wav));
        var block = new float[BlockFrames];
        for (long start = 0; start < frames; start += BlockFrames)
        {
            int count = (int)Math.Min(BlockFrames, frames - start);
            for (int i = 0; i < count; i++)
                block[i] = Sample(start + i, rate, tempo);
            await writer.WriteAsync(block.AsMemory(0, count), exact: true, cancellationToken); // silence stays silence, without dither
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static float Sample(long frame, int rate, SongTempo tempo)
    {
        double beats = (((double)frame / rate) - tempo.FirstBeat!.Value) * tempo.BeatsPerMinute / 60;
        // A beat begins at the frame nearest to its time, which may be half a frame early.
        double beat = Math.Floor(beats + (0.5 * tempo.BeatsPerMinute / (60.0 * rate)));
        double time = (frame - Math.Round((tempo.FirstBeat.Value + (beat * 60 / tempo.BeatsPerMinute)) * rate)) / rate;
        if (beat < 0 || time > Length)
            return 0;
        double hertz = beat % tempo.BeatsPerBar == 0 ? BarHertz : BeatHertz;
        return (float)(Level * Math.Exp(-time / Decay) * Math.Cos(2 * Math.PI * hertz * time));
    }
}
