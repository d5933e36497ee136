import { ApiProperty } from '@nestjs/swagger';

/** What is told of a software bill of materials. */
export class SbomAnswer {
  @ApiProperty({ example: '1.6', description: 'Version of CycloneDX.' })
  specVersion!: string;
  @ApiProperty({ description: 'How many components it names, those inside of others too.' })
  components!: number;
  @ApiProperty({ description: 'SHA-256 of the file, hex.' })
  sha256!: string;
  @ApiProperty({ description: 'Bytes of the file.' })
  length!: number;
  @ApiProperty({
    description: 'Whether the team has signed this very file with the release: its package names the SHA-256 of it.',
  })
  signed!: boolean;
}
