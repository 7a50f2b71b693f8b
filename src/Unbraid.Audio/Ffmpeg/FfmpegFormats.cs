namespace Unbraid.Audio.Ffmpeg;

/// <summary>The containers that ffmpeg may open.</summary>
internal static class FfmpegFormats
{
    /// <summary>
    /// Containers that hold their sound themselves. Left out on purpose are all that point to other files or devices (playlists, concat
    /// scripts, image sequences), for an uploaded file must not be a way to read another one.
    /// </summary>
    public const string Readable =
        "wav,w64,aiff,au,caf,voc,mp3,flac,ogg,mov,mp4,aac,loas,asf,matroska,webm,avi,flv,mpegts,mpeg,mpegvideo,ac3,eac3,dts,amr,ape,wv,tta," +
        "tak,mpc,mpc8,dsf,rm,nut,mxf,gsm,oma,ast,adx,xwma,iff,truehd,mlp,sbc,nistsphere,sox,ircam,avr,epaf,pvf,hcom,qcp,dtshd,aea,vqf,wve,amrnb,amrwb," +
        "aptx,aptx_hd,g722,wtv,dv";

    /// <summary>Whether ffmpeg may open a file that it takes for this.</summary>
    public static bool MayRead(string format) => Readable.Split(',').Intersect(format.Split(',')).Any();

    /// <summary>Picture files, recognised by their content.</summary>
    public const string Pictures = "jpeg_pipe,png_pipe,webp_pipe,gif,bmp_pipe,tiff_pipe";
}
