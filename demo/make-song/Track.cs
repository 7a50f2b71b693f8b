namespace Unbraid.Demo;

/// <summary>A stereo recording of the length of the song.</summary>
internal sealed class Track
{
    public double[] Left { get; } = new double[Score.Frames];

    public double[] Right { get; } = new double[Score.Frames];

    /// <summary>Adds a sound at a frame; pan is -1 (left) to 1 (right), at constant power.</summary>
    public void Add(int at, ReadOnlySpan<double> sound, double gain, double pan)
    {
        var left = gain * Math.Cos((pan + 1) * Math.PI / 4);
        var right = gain * Math.Sin((pan + 1) * Math.PI / 4);
        for (var i = Math.Max(0, -at); i < sound.Length && at + i < Score.Frames; i++)
        {
            Left[at + i] += left * sound[i];
            Right[at + i] += right * sound[i];
        }
    }

    /// <summary>Puts the track into a room that takes some seconds to fall by 60 dB.</summary>
    public Track InRoom(double wet, double seconds)
    {
        Room.Apply(Left, wet, seconds, 0);
        Room.Apply(Right, wet, seconds, 23);
        return this;
    }
}
