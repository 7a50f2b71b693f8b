namespace Unbraid.Demo;

/// <summary>Writes 32-bit float WAV. The demo stands alone: it does not use the library it is to be separated with.</summary>
internal static class WaveFile
{
    public static void Write(string path, Track track)
    {
        const int FrameBytes = 8;
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(36 + Score.Frames * FrameBytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)3);
        writer.Write((short)2);
        writer.Write(Score.Rate);
        writer.Write(Score.Rate * FrameBytes);
        writer.Write((short)FrameBytes);
        writer.Write((short)32);
        writer.Write("data"u8);
        writer.Write(Score.Frames * FrameBytes);
        for (var i = 0; i < Score.Frames; i++)
        {
            writer.Write((float)track.Left[i]);
            writer.Write((float)track.Right[i]);
        }
    }
}
